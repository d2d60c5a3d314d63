/** Matches an ApplicationSet generator's label selector against an element's parameters. */
import { type JsonObject } from '../../../model/json.ts';
import { type Field } from '../field.ts';
import { flattened } from './parameters.ts';

/** Whether a label selector matches an element's parameters. A missing selector matches everything. */
export function selectsElement(selector: Field, parameters: JsonObject): boolean {
  if (!selector.isThere) return true;
  const flat = flattened(parameters);
  const has = (key: string): boolean => Object.hasOwn(flat, key);
  const equal = Object.entries(selector.at('matchLabels').textMap()).every(
    ([key, value]) => has(key) && flat[key] === value,
  );
  return (
    equal &&
    selector
      .at('matchExpressions')
      .items()
      .every((expression) => holds(expression, flat, has))
  );
}

function holds(expression: Field, flat: Readonly<Record<string, string>>, has: (key: string) => boolean): boolean {
  const key = expression.at('key').text() ?? '';
  const isAmong =
    has(key) &&
    expression
      .at('values')
      .texts()
      .includes(flat[key] ?? '');
  switch (expression.at('operator').text()) {
    case 'In':
      return isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return has(key);
    case 'DoesNotExist':
      return !has(key);
    default:
      expression.problem('deployment-invalid', 'expected the operator In, NotIn, Exists or DoesNotExist.');
      return false;
  }
}
