/** Masks everything that is printed: by known texts, and by places in files. */
import { type Path } from '../model/json.ts';
import { maskedBySight, maskedTokens } from './by-sight.ts';
import { maskerOf } from './by-value.ts';
import { type Leaf } from './credentials.ts';
import { escapedScalars, secretRanges } from './places.ts';
import { piecesMasked } from './pieces.ts';
import { MASK, maskRanges, type Range } from './ranges.ts';

/** A chart's value that a Secret is made of. `file` is null where a flag sets it. */
export interface SecretValue {
  readonly file: string | null;
  /** 0-based. */
  readonly document: number;
  /** The path of the values in that document. */
  readonly at: Path;
  readonly leaf: Leaf;
}

export interface Knowledge {
  /** The content of Secrets and of what they are made of. */
  readonly texts: ReadonlySet<string>;
  readonly values: readonly SecretValue[];
  /** Files that are a Secret's value as a whole. */
  readonly wholes: ReadonlySet<string>;
  /** The masked ranges of files from an earlier run, in which their sources were rendered. */
  readonly earlier: ReadonlyMap<string, readonly Range[]>;
  /** Words that are not secret, whatever Secrets contain. */
  readonly common: ReadonlySet<string>;
}

/**
 * Masks everything before it is printed: values of Secrets by their text wherever it appears, and in files by their
 * place, even if they are short.
 */
export interface Secrets {
  readonly text: (text: string) => string;
  /** The same for the message of a template that failed, which may print pieces of a value. */
  readonly failure: (message: string) => string;
  /** The masked text of a file, with the same lines. */
  readonly file: (file: string, text: string) => string;
  /** The ranges of a file's text that are masked, to be stored without the text. */
  readonly ranges: (file: string, text: string) => readonly Range[];
}

export function secretsKnown({ texts, values, wholes, earlier, common }: Knowledge): Secrets {
  const known = maskerOf(texts, common);
  const text = (content: string): string => maskedTokens(known(content));
  const withoutPieces = piecesMasked(texts, common);
  const marked = new Map<string, SecretValue[]>();
  for (const value of values) {
    if (value.file === null) continue;
    const here = marked.get(value.file);
    if (here === undefined) marked.set(value.file, [value]);
    else here.push(value);
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
    failure: (message) => withoutPieces(text(message)),
    file: (file, content) => text(maskRanges(content, placesIn(file, content))),
    ranges: (file, content) => [...placesIn(file, content), ...differing(content, text)],
  };
}

/**
 * For the case that the content of Secrets is not known: no line of a file is quoted, and recognisable credentials are
 * masked in other texts.
 */
export const secretsWithheld: Secrets = {
  text: maskedBySight,
  failure: maskedBySight,
  file: (_, text) => text.replace(/[^\r\n]+/g, MASK),
  ranges: (_, text) => [{ start: 0, end: text.length }],
};

/** The lines in which a text of a Secret is masked. */
function differing(content: string, text: Secrets['text']): Range[] {
  let start = 0;
  return content.split('\n').flatMap((line) => {
    const range = { start, end: start + line.length };
    start = range.end + 1;
    return text(line) === line ? [] : [range];
  });
}
