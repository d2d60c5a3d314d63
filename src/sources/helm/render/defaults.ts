import { type Rendering } from '../../../model/manifest.ts';
import { type Notice, type Problem } from '../../../model/problem.ts';

/** What may be wrong only because a value is missing. */
const forValues: ReadonlySet<Problem['code']> = new Set(['template-failed', 'values-schema']);

/** Whether it does not render, and might with other values. */
export function isWanting({ status, problems }: Rendering): boolean {
  return status === 'failed' && problems.every(({ code }) => forValues.has(code));
}

/**
 * Without the problems of charts that do not render with their defaults alone, and do with other values of the repository:
 * nobody can deploy them so. Such a rendering stays failed.
 */
export function excused(renderings: readonly Rendering[]): Rendering[] {
  const able = new Set(renderings.filter(rendersWithValues).map(({ source }) => source.path));
  return renderings.map((each) =>
    isOfDefaults(each) && able.has(each.source.path) && isWanting(each) ? { ...each, problems: [] } : each,
  );
}

/** Whether nothing is to be said of it. */
export function isExcused({ status, problems }: Rendering): boolean {
  return status === 'failed' && problems.length === 0;
}

/**
 * Charts that rendered with their defaults alone at base, and at head only with more: what such defaults are with values of
 * somebody else is no longer seen.
 */
export function defaultsIncomplete(base: readonly Rendering[], head: readonly Rendering[]): Notice[] {
  const alone = new Set(base.flatMap(({ source, status }) => (status === 'rendered' ? [source.id] : [])));
  return head
    .filter((rendering) => isOfDefaults(rendering) && isExcused(rendering) && alone.has(rendering.source.id))
    .map(({ source: { id } }) => ({
      code: 'defaults-incomplete',
      subject: id,
      message: `${id} rendered with its defaults alone at the base, and needs more values now. It is looked at only with the values that this repository has for it, which may set other things too.`,
    }));
}

function rendersWithValues({ source, status }: Rendering): boolean {
  return source.kind === 'helm' && source.layers.length > 0 && status === 'rendered';
}

function isOfDefaults({ source }: Rendering): boolean {
  return source.kind === 'helm' && source.deployment === null && source.layers.length === 0;
}
