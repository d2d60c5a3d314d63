import { type Json, type JsonObject } from '../../model.ts';

/** A path of map keys with dots between them; a dot of a key is written `\.`. Null for a path that leads into a list. */
export function keysOf(path: string): readonly [string, ...string[]] | null {
  if (/\[\d*\]/.test(path)) return null;
  const [first = '', ...others] = path.split(/(?<!\\)\./).map((key) => key.replace(/\\(.)/g, '$1'));
  return [first, ...others];
}

/** The values that `--set path=text` of Helm would give. Null for a path that leads into a list. */
export function valuesAt(path: string, text: string): JsonObject | null {
  const keys = keysOf(path);
  if (keys === null) return null;
  const [first, ...others] = keys;
  return { [first]: others.reduceRight<Json>((value, key) => ({ [key]: value }), valueOf(text)) };
}

/** As Helm types what `--set` is given, but for lists; quotes around it keep it a text. */
function valueOf(text: string): Json {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted !== null) return quoted[2] ?? '';
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
