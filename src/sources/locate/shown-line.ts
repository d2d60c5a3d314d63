/** A line of an object's own text, and its place. */
export interface ShownLine {
  readonly text: string;
  /** Null where it is not known. */
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
}

/** A line, unless the expression leaves it out. */
export function lineUnless(
  left: RegExp,
  text: string,
  from: { readonly file: string; readonly line: number } | null,
): ShownLine[] {
  return left.test(text) ? [] : [{ text, file: from?.file ?? null, line: from?.line ?? null }];
}
