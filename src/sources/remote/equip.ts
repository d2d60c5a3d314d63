import { inTurns } from '../../foundation/concurrency/in-turns.ts';
import { type Source } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { kindOf } from '../kinds.ts';
import { type Charts } from './charts.ts';
import { type Equipped } from './equipped.ts';

/** How many sources are equipped side by side. */
const width = 8;

/**
 * Fetches what sources need to be rendered: charts that are elsewhere, and dependencies that nobody committed. Without
 * such, nothing is done.
 */
export function equip(sources: readonly Source[], texts: Texts, charts: Charts): Promise<Equipped[]> {
  return inTurns(sources, width, async (source) => kindOf(source).equip(source, texts, charts));
}
