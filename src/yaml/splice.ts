/** A change of a document's text, or the reason why it is not made. */

/** Replaces a range of a document's text. Offsets are UTF-16 units. */
export interface Splice {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly text: string;
}

export interface EditRefusal {
  /** The end of a sentence that begins with "because": `the value is shared by the anchor &x`. */
  readonly why: string;
}

export function isRefusal(value: object): value is EditRefusal {
  return 'why' in value;
}

export function spliced(text: string, { start, end, text: inserted }: Splice): string {
  return text.slice(0, start) + inserted + text.slice(end);
}
