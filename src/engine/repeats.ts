import { createHash } from 'node:crypto';
import { type EngineFile } from './frame.ts';
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

function keyOf(request: HelmRequest): string {
  return hashOf(chartKeyOf(request), request.values);
}

/** The same for the same chart, rendered in the same way with whatever value files and templates. */
export function chartKeyOf({ files, values: _, include: __, asking: ___, ...rest }: HelmRequest): string {
  return hashOf(JSON.stringify(rest), files);
}

function hashOf(text: string, files: readonly EngineFile[]): string {
  const hash = createHash('sha256').update(text);
  for (const { name, bytes } of files) hash.update(JSON.stringify([name, bytes.byteLength])).update(bytes);
  return hash.digest('hex');
}
