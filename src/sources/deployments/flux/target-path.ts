/** Splits a path of dotted map keys; a dot inside a key is written `\.`. Null for a path into a list. */
export function keysOf(path: string): readonly [string, ...string[]] | null {
  if (/\[\d*\]/.test(path)) return null;
  const [first = '', ...others] = path.split(/(?<!\\)\./).map((key) => key.replace(/\\(.)/g, '$1'));
  return [first, ...others];
}
