/** Reads the values that a release of a helmfile sets by name. */
import { type SetValue } from '../deployment.ts';
import { type Field, writtenAt } from '../field.ts';
import { insideOf } from '../paths.ts';
import { isTemplated } from './templated.ts';
import { whyTemplated } from './values.ts';

/** `set` and `setString` of a release, in Helm's order: forced strings and files after the others. */
export function setValues(release: Field, folder: string): SetValue[] {
  const set = release.at('set').items();
  const strings = release.at('setString').items();
  return [
    ...set.filter((entry) => !entry.at('file').isThere).flatMap((entry) => assignment(entry, 'set')),
    ...strings.flatMap((entry) => assignment(entry, 'set-string')),
    ...set.filter((entry) => entry.at('file').isThere).flatMap((entry) => fileAssignment(entry, folder)),
  ];
}

function assignment(entry: Field, flag: 'set' | 'set-string'): SetValue[] {
  const name = entry.at('name').text();
  if (name === null) return [];
  if (isTemplated(entry.value)) return unknownValue(entry, name);
  const several = entry.at('values').items().map(plain);
  const value = several.length > 0 ? `{${several.join(',')}}` : plain(entry.at('value'));
  const written = writtenAt(entry.at(several.length > 0 ? 'values' : 'value'));
  return [{ flag, expression: `${name}=${value}`, name, written, place: entry.place }];
}

/** helmfile escapes commas and braces with a backslash, so that they stay text. */
function plain(field: Field): string {
  const { value } = field;
  return typeof value === 'object' ? '' : String(value).replace(/[,{}]/g, '\\$&');
}

function fileAssignment(entry: Field, folder: string): SetValue[] {
  const name = entry.at('name').text();
  const file = entry.at('file').text();
  if (name === null || file === null) return [];
  if (isTemplated(entry.value)) return unknownValue(entry, name);
  const path = insideOf(entry.at('file'), folder, file);
  const written = writtenAt(entry.at('file'));
  return path === null ? [] : [{ flag: 'set-file', expression: `${name}=${path}`, name, written, place: entry.place }];
}

/** A templated name may set any value. */
function unknownValue(entry: Field, name: string): SetValue[] {
  const of = entry.unknown(whyTemplated, `value ${name}`);
  return isTemplated(name) ? [] : [{ flag: 'unknown', name, of, place: entry.place }];
}
