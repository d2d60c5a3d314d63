/** A path of map keys with dots between them; a dot of a key is written `\.`. Null for a path that leads into a list. */
export function keysOf(path: string): readonly [string, ...string[]] | null {
  if (/\[\d*\]/.test(path)) return null;
  const [first = '', ...others] = path.split(/(?<!\\)\./).map((key) => key.replace(/\\(.)/g, '$1'));
  return [first, ...others];
}
