/** The text for the line breaks between two folded lines: a space, or one break less than written. */
export function foldedBreaks(leading: string, trailing: string): string {
  if (leading !== '\n') return leading + trailing;
  return trailing === '' ? ' ' : trailing;
}
