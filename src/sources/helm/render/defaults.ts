/** Excuses charts that cannot be rendered with their default values alone. */
import { type Rendering } from '../../../model/manifest.ts';
import { type Notice, type Problem } from '../../../model/problem.ts';

/** Problems that may only be caused by a missing value. */
const forValues: ReadonlySet<Problem['code']> = new Set(['template-failed', 'values-schema']);

/** Whether the render failed and might succeed with other values. */
export function isWanting({ status, problems }: Rendering): boolean {
  return status === 'failed' && problems.every(({ code }) => forValues.has(code));
}

/**
 * Drops the problems of charts that fail with their defaults alone but render with other values of the repository,
 * because nobody can deploy them with the defaults. Such a rendering stays failed.
 */
export function excused(renderings: readonly Rendering[]): Rendering[] {
  const able = new Set(renderings.filter(rendersWithValues).map(({ source }) => source.path));
  return renderings.map((each) =>
    isOfDefaults(each) && able.has(each.source.path) && isWanting(each) ? { ...each, problems: [] } : each,
  );
}

/** Whether its failure is not reported. */
export function isExcused({ status, problems }: Rendering): boolean {
  return status === 'failed' && problems.length === 0;
}

/**
 * Notices for charts that rendered with their defaults alone at base and need more values at head. What their defaults
 * do with other people's values is no longer reviewed.
 */
export function defaultsIncomplete(base: readonly Rendering[], head: readonly Rendering[]): Notice[] {
  const alone = new Set(base.flatMap(({ source, status }) => (status === 'rendered' ? [source.id] : [])));
  return head
    .filter((rendering) => isOfDefaults(rendering) && isExcused(rendering) && alone.has(rendering.source.id))
    .map(({ source: { id } }) => ({
      code: 'defaults-incomplete',
      subject: id,
      message: `${id} rendered with its defaults alone at base and needs more values now. It is reviewed only with the values that this repository has for it, which may also set other things.`,
    }));
}

function rendersWithValues({ source, status }: Rendering): boolean {
  return source.kind === 'helm' && source.layers.length > 0 && status === 'rendered';
}

function isOfDefaults({ source }: Rendering): boolean {
  return source.kind === 'helm' && source.deployment === null && source.layers.length === 0;
}
