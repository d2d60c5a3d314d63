/** What the breaks between two lines of a folded text become: a space, or one break less than were written. */
export function foldedBreaks(leading: string, trailing: string): string {
  if (leading !== '\n') return leading + trailing;
  return trailing === '' ? ' ' : trailing;
}
