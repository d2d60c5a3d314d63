import { type Helm } from './helm.ts';
import { type HelmRendering, type HelmRequest } from './helm-request.ts';
import { type Answer } from './outcome.ts';
import { chartKeyOf, hashOf } from './chart-key.ts';

/** UTF-16 units of the texts that are kept. */
const mostKept = 64 * 1024 * 1024;

/**
 * Renders a chart once for the same files and values: engines answer the same request the same. An edit that takes a
 * change back is what the base was, and is tried again with others.
 */
export function renderingOnce(helm: Helm): Helm {
  const known = new Map<string, Promise<Answer<HelmRendering>>>();
  let kept = 0;
  return {
    ...helm,
    render: async (request) => {
      if (!isPlain(request)) return helm.render(request);
      const key = keyOf(request);
      // What tells more of the same render answers for what asks less.
      const before = known.get(`${key} asking`) ?? (request.asking === true ? undefined : known.get(key));
      if (before !== undefined) return before;
      const answer = helm.render(request);
      if (kept > mostKept) return answer;
      const name = request.asking === true ? `${key} asking` : key;
      known.set(name, answer);
      const answered = await answer;
      if (answered.ok) kept += answered.value.files.reduce((sum, { text }) => sum + text.length, 0);
      else known.delete(name); // another time it may not be too late
      return answered;
    },
  };
}

/** A render of all that a chart prints, as it stands. */
export function isPlain({ provenance, include, suppose, elsewhere }: HelmRequest): boolean {
  return provenance === false && include.length === 0 && suppose === undefined && elsewhere === undefined;
}

function keyOf(request: HelmRequest): string {
  return hashOf(chartKeyOf(request), request.values);
}
