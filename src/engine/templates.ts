/** The request that fills Go templates as Argo CD's ApplicationSet controller does, and its answer. */
import { z } from 'zod';
import { type JsonObject } from '../model/json.ts';

/** Every text is filled for every element. */
export interface FillRequest {
  readonly texts: readonly GoTemplate[];
  /** Options of text/template, like `missingkey=error`. */
  readonly options: readonly string[];
  readonly elements: readonly TemplateElement[];
  /** Maximum number of bytes of all results together. */
  readonly most: number;
}

export interface GoTemplate {
  readonly text: string;
  /** Whether a missing parameter is an error, whatever the options. */
  readonly strict: boolean;
  /** Whether no other text is filled with the same parameters after it: it may add to them. */
  readonly last: boolean;
}

export interface TemplateElement {
  readonly parameters: JsonObject;
  /**
   * Paths to values that Argo CD has as maps or lists of strings; functions for untyped maps and lists refuse these.
   */
  readonly texts: readonly (readonly string[])[];
}

export type FilledText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      /**
       * `refused`: Argo CD fails because of it; `missing`: a parameter is missing; `unknown`: the result is not known.
       */
      readonly kind: 'refused' | 'missing' | 'unknown';
      readonly message: string;
      /** 1-based line in the text; 0 where no line is the cause. */
      readonly line: number;
    };

/** For each element a result for each text; null where the results would exceed the limit. */
export type FilledTexts = readonly (readonly FilledText[])[] | null;

const failure = z.object({ kind: z.enum(['refused', 'missing', 'unknown']), message: z.string(), line: z.number() });
const result = z.object({ text: z.string(), failure: failure.optional() });
const answers = z.object({
  answers: z.array(z.object({ results: z.array(z.array(result)), tooLarge: z.boolean() })),
});

/** @throws {z.ZodError} where the engine's answer is not valid, which is an internal error. */
export function decodeFilled(header: unknown): FilledTexts[] {
  return answers
    .parse(header)
    .answers.map(({ results, tooLarge }) => (tooLarge ? null : results.map((each) => each.map(filled))));
}

function filled({ text, failure: failed }: z.infer<typeof result>): FilledText {
  return failed === undefined ? { ok: true, text } : { ok: false, ...failed };
}
