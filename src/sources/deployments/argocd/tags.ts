/** A template cut at its tags: the texts between `{{` and `}}`, and those around them. Time is that of one reading. */
export type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'tag'; readonly inner: string };

/** `isClosed` is false where the last `{{` has no end; it is then left out with all behind it. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  readonly isClosed: boolean;
}

/** `endOf` gives where the `}}` of a tag begins that is open at an offset; -1 where it has none. */
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

/** As `nextEnd`, but not in a quoted text. */
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
