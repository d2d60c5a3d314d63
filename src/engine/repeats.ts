import { createHash } from 'node:crypto';
import { type Helm, type HelmRendering, type HelmRequest } from './helm.ts';
import { type Outcome } from './outcome.ts';

/** UTF-16 units of the texts that are kept. */
const mostKept = 64 * 1024 * 1024;

/**
 * Renders a chart once for the same files and values: engines answer the same request the same. An edit that takes a
 * change back is what the base was, and is tried again with others.
 */
export function renderingOnce(helm: Helm): Helm {
  const known = new Map<string, Promise<Outcome<HelmRendering>>>();
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

function isPlain({ provenance, include, suppose, elsewhere }: HelmRequest): boolean {
  return provenance === false && include.length === 0 && suppose === undefined && elsewhere === undefined;
}

function keyOf({ files, values, asking: _, ...rest }: HelmRequest): string {
  const hash = createHash('sha256').update(JSON.stringify(rest));
  for (const [kind, all] of [
    ['file', files],
    ['values', values],
  ] as const)
    for (const { name, bytes } of all) hash.update(JSON.stringify([kind, name, bytes.byteLength])).update(bytes);
  return hash.digest('hex');
}
