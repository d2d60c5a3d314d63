/** One change of a document's text, or the reason why it is not made. */
export interface Splice {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly text: string;
}

export interface EditRefusal {
  /** A clause that reads well behind "because": `the value is shared by the anchor &x`. */
  readonly why: string;
}

export function isRefusal(value: object): value is EditRefusal {
  return 'why' in value;
}

export function spliced(text: string, { start, end, text: inserted }: Splice): string {
  return text.slice(0, start) + inserted + text.slice(end);
}
