/** Fetches what sources need from elsewhere before they are rendered. */
import { inTurns } from '../../foundation/concurrency/in-turns.ts';
import { type Source } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { sourceKindOf } from '../kinds.ts';
import { type Charts } from './charts.ts';
import { type Equipped } from './equipped.ts';

/** Number of sources that are equipped at the same time. */
const width = 8;

/**
 * Fetches what sources need for their render: remote charts, and dependencies that are not committed. Does nothing
 * where there are none.
 */
export function equip(sources: readonly Source[], texts: Texts, charts: Charts): Promise<Equipped[]> {
  return inTurns(sources, width, async (source) => sourceKindOf(source).equip(source, texts, charts));
}
