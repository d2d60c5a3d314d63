import { type Path } from '../model/json.ts';
import { maskedBySight } from './by-sight.ts';
import { maskerOf } from './by-value.ts';
import { type Leaf } from './credentials.ts';
import { escapedScalars, secretRanges } from './places.ts';
import { MASK, maskRanges, type Range } from './ranges.ts';

/** A value of a chart that a Secret is made of. `file` is null for one that a flag sets. */
export interface SecretValue {
  readonly file: string | null;
  /** 0-based. */
  readonly document: number;
  /** Leads to the values in that document. */
  readonly at: Path;
  readonly leaf: Leaf;
}

export interface Knowledge {
  /** What Secrets hold, and what it is made of. */
  readonly texts: ReadonlySet<string>;
  readonly values: readonly SecretValue[];
  /** Files that are a Secret's value as a whole. */
  readonly wholes: ReadonlySet<string>;
  /** Where files were masked in an earlier run, when their sources were rendered. */
  readonly earlier: ReadonlyMap<string, readonly Range[]>;
  /** Words that are no secrets, whatever Secrets hold. */
  readonly common: ReadonlySet<string>;
}

/**
 * The border that everything passes before it is said: values of Secrets are masked by their text wherever it appears,
 * and in files where they stand, however short they are.
 */
export interface Secrets {
  readonly text: (text: string) => string;
  /** The text of a file, with the same lines. */
  readonly file: (file: string, text: string) => string;
  /** Where in the text of a file something is masked, to be kept without it. */
  readonly ranges: (file: string, text: string) => readonly Range[];
}

export function secretsKnown({ texts, values, wholes, earlier, common }: Knowledge): Secrets {
  const text = maskerOf(texts, common);
  const marked = new Map<string, SecretValue[]>();
  for (const value of values) {
    if (value.file === null) continue;
    const known = marked.get(value.file);
    if (known === undefined) marked.set(value.file, [value]);
    else known.push(value);
  }
  const placesIn = (file: string, content: string): readonly Range[] => {
    if (wholes.has(file)) return [{ start: 0, end: content.length }];
    const here = (marked.get(file) ?? []).map(({ document, at, leaf }) => ({ document, at, path: leaf.path }));
    return [
      ...(earlier.get(file) ?? []),
      ...secretRanges(content, here),
      ...escapedScalars(content).filter((scalar) => text(scalar.text) !== scalar.text),
    ];
  };
  return {
    text,
    file: (file, content) => text(maskRanges(content, placesIn(file, content))),
    ranges: (file, content) => [...placesIn(file, content), ...differing(content, text)],
  };
}

/** Where nobody could tell what Secrets hold: no line of a file is quoted, and of the rest what shows by sight is masked. */
export const secretsWithheld: Secrets = {
  text: maskedBySight,
  file: (_, text) => text.replace(/[^\r\n]+/g, MASK),
  ranges: (_, text) => [{ start: 0, end: text.length }],
};

/** The lines in which something is masked by its text. */
function differing(content: string, text: Secrets['text']): Range[] {
  let start = 0;
  return content.split('\n').flatMap((line) => {
    const range = { start, end: start + line.length };
    start = range.end + 1;
    return text(line) === line ? [] : [range];
  });
}
