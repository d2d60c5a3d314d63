/** Finds where a deployment writes the values that it sets by name (`--set`). */
import { type SetValue } from './deployment.ts';
import { jsonMap } from './flux/merge-values.ts';
import { NotSet, valuesOfSetExpression } from './flux/target-value.ts';
import { at } from '../../foundation/json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type SetAt } from '../../model/source.ts';

type Known = Exclude<SetValue, { readonly flag: 'unknown' }>;

/**
 * Where a deployment writes the values that it sets by name. Values that Helm would refuse are left out; the render
 * reports them.
 */
export function valuesSetAt(all: readonly SetValue[]): SetAt[] {
  const known = all.filter((each): each is Known => each.flag !== 'unknown');
  const setAt = (flag: Known['flag'], list: SetAt['list']): SetAt[] =>
    known
      .filter((each) => each.flag === flag)
      .flatMap(({ expression, name, written }, index): SetAt[] => {
        const sets = pathOf(name);
        const value = valueOf(expression, flag === 'set-string', sets);
        return value === undefined ? [] : [{ ...written, list, index, name, sets, value }];
      });
  return [...setAt('set', 'set'), ...setAt('set-string', 'setString')];
}

function valueOf(expression: string, isText: boolean, sets: Path): Json | undefined {
  try {
    return at(jsonMap(valuesOfSetExpression(expression, isText)), sets);
  } catch (thrown) {
    if (thrown instanceof NotSet) return undefined;
    throw thrown;
  }
}

/** `a\.b.c[0]` as a path. */
function pathOf(name: string): Path {
  const parts = name.match(/\[\d+\]|(?:\\.|[^.[\\])+/g) ?? [];
  return parts.map((part) => (/^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : part.replace(/\\(.)/g, '$1')));
}
