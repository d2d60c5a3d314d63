/** Caches renders of charts by their files and values. */
import { type Helm } from './helm.ts';
import { type HelmRendering, type HelmRequest } from './helm-request.ts';
import { type Answer } from './outcome.ts';
import { chartKeyOf, hashOf } from './chart-key.ts';

/** Maximum length of the cached texts. UTF-16 units. */
const mostKept = 64 * 1024 * 1024;

/**
 * Renders a chart once for the same files and values: an engine always gives the same answer to the same request. An
 * edit that reverts a change equals the base, and edits are tried repeatedly in combinations.
 */
export function renderingOnce(helm: Helm): Helm {
  const known = new Map<string, Promise<Answer<HelmRendering>>>();
  let kept = 0;
  return {
    ...helm,
    render: async (request, signal) => {
      if (!isPlain(request)) return helm.render(request, signal);
      const key = keyOf(request);
      // A render that reports asks can also answer a request without them.
      const before = known.get(`${key} asking`) ?? (request.asking === true ? undefined : known.get(key));
      if (before !== undefined) return before;
      const answer = helm.render(request, signal);
      if (kept > mostKept) return answer;
      const name = request.asking === true ? `${key} asking` : key;
      known.set(name, answer);
      const answered = await answer;
      if (answered.ok) kept += answered.value.files.reduce((sum, { text }) => sum + text.length, 0);
      else known.delete(name); // it may not time out next time
      return answered;
    },
  };
}

/** Whether it is a plain render of the whole chart. */
export function isPlain({ provenance, include, suppose, elsewhere }: HelmRequest): boolean {
  return provenance === false && include.length === 0 && suppose === undefined && elsewhere === undefined;
}

function keyOf(request: HelmRequest): string {
  return hashOf(chartKeyOf(request), request.values);
}
