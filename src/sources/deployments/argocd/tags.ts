/** Splits a template at its tags ({{…}}), in linear time. */

/** A part of a template: a text, or what is between the `{{` and `}}` of a tag. */
export type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'tag'; readonly inner: string };

/** `isClosed` is false where the last `{{` has no end; that tag and everything behind it is then left out. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  readonly isClosed: boolean;
}

/** `endOf` returns where the `}}` begins that closes a tag opened before the offset; -1 where there is none. */
export function piecesOf(template: string, endOf: (template: string, from: number) => number): Pieces {
  const pieces: Piece[] = [];
  for (let at = 0; ;) {
    const start = template.indexOf('{{', at);
    pieces.push({ kind: 'text', text: template.slice(at, start === -1 ? undefined : start) });
    if (start === -1) return { pieces, isClosed: true };
    const end = endOf(template, start + 2);
    if (end === -1) return { pieces, isClosed: false };
    pieces.push({ kind: 'tag', inner: template.slice(start + 2, end) });
    at = end + 2;
  }
}

export function nextEnd(template: string, from: number): number {
  return template.indexOf('}}', from);
}

/** As `nextEnd`, but ignores `}}` in quoted texts. */
export function nextEndUnquoted(template: string, from: number): number {
  for (let at = from; at < template.length; at += 1) {
    const character = template[at] ?? '';
    if (character === '}' && template[at + 1] === '}') return at;
    if (character !== '"' && character !== '`') continue;
    at = endOfQuoted(template, at);
    if (at === -1) return -1;
  }
  return -1;
}

function endOfQuoted(template: string, start: number): number {
  const quote = template[start] ?? '';
  if (quote === '`') return template.indexOf(quote, start + 1);
  for (let at = start + 1; at < template.length; at += 1) {
    if (template[at] === '\\') at += 1;
    else if (template[at] === quote) return at;
  }
  return -1;
}
