/** Draws random samples that are spread over groups. */
import { groupBy } from '../../../src/foundation/groups.ts';
import { shuffled } from './random.ts';

/** A set of items to draw from. */
export interface Stock {
  /** Stocks of one group are similar. */
  readonly group: string;
  /** Stocks of the same name are the same thing in several places. */
  readonly name: string;
  readonly items: readonly string[];
}

/** Draws up to `count` items from as many stocks as possible, taking groups in turn, and new names first. */
export function drawn<From extends Stock>(
  stocks: readonly From[],
  count: number,
  random: () => number,
): [From, string[]][] {
  const named = [...groupBy(stocks, ({ name }) => name).values()];
  const first = named.map(([stock]) => stock);
  const again = named.flatMap(([, ...others]) => others);
  const order = [...inTurn(first, random), ...inTurn(again, random)];
  const items = new Map(order.map((stock) => [stock, shuffled(stock.items, random)]));
  const taken = new Map<From, string[]>();
  let left = count;
  for (let round = 0; left > 0 && order.some(({ items: all }) => all.length > round); round++) {
    for (const stock of order) {
      const item = items.get(stock)?.slice(round, round + 1) ?? [];
      if (left === 0 || item.length === 0) continue;
      taken.set(stock, [...(taken.get(stock) ?? []), ...item]);
      left--;
    }
  }
  return [...taken];
}

function inTurn<From extends { readonly group: string }>(stocks: readonly From[], random: () => number): From[] {
  const groups = [...groupBy(shuffled(stocks, random), ({ group }) => group).values()];
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => groups.flatMap((group) => group.slice(turn, turn + 1))).flat();
}
