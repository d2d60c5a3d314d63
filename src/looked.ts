import { type Evaluated } from './inspect.ts';
import { type Rendering } from './model.ts';
import { type Facts } from './relate/relate.ts';
import { type Side } from './side.ts';

/** A side after it was rendered and evaluated. */
export interface Looked {
  readonly side: Side;
  /** What was looked at. */
  readonly renderings: readonly Rendering[];
  /** What is the same at base and head: known for its facts, if at all. */
  readonly quiet: readonly Rendering[];
  readonly facts: Facts;
  readonly evaluated: Evaluated;
}

/** Sources that could not be rendered whole: of what is not there, nobody knows whether it is gone. */
export function notWhole({ renderings }: Looked): ReadonlySet<string> {
  return new Set(renderings.filter(({ problems }) => problems.length > 0).map(({ source }) => source.id));
}
