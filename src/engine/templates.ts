/** Go templates, as the ApplicationSet controller of Argo CD fills them: what the engine is asked, and answers. */
import { z } from 'zod';
import { type JsonObject } from '../model/json.ts';

/** Every text is filled for every element. */
export interface FillRequest {
  readonly texts: readonly TemplateText[];
  /** text/template's own, like `missingkey=error`. */
  readonly options: readonly string[];
  readonly elements: readonly TemplateElement[];
  /** How many bytes may come out, all together. */
  readonly most: number;
}

export interface TemplateText {
  readonly text: string;
  /** A key that the parameters lack is an error, whatever the options say. */
  readonly strict: boolean;
  /** No other text is filled with the same parameters after it: it may add to them. */
  readonly last: boolean;
}

export interface TemplateElement {
  readonly parameters: JsonObject;
  /** Ways to maps and lists that Argo CD holds as such of texts: functions for those of anything refuse them. */
  readonly texts: readonly (readonly string[])[];
}

export type FilledText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      /** `refused`: Argo CD fails over it; `missing`: because of a key that is missing; `unknown`: nobody can tell what it gives. */
      readonly kind: 'refused' | 'missing' | 'unknown';
      readonly message: string;
      /** 1-based, in the text; 0 where none is to blame. */
      readonly line: number;
    };

/** For each element a result for each text; null where more would come out than may. */
export type FilledTexts = readonly (readonly FilledText[])[] | null;

const failure = z.object({ kind: z.enum(['refused', 'missing', 'unknown']), message: z.string(), line: z.number() });
const result = z.object({ text: z.string(), failure: failure.optional() });
const answers = z.object({
  answers: z.array(z.object({ results: z.array(z.array(result)), tooLarge: z.boolean() })),
});

/** @throws {z.ZodError} when the engine does not keep to its side: our fault. */
export function decodeFilled(header: unknown): FilledTexts[] {
  return answers
    .parse(header)
    .answers.map(({ results, tooLarge }) => (tooLarge ? null : results.map((each) => each.map(filled))));
}

function filled({ text, failure: failed }: z.infer<typeof result>): FilledText {
  return failed === undefined ? { ok: true, text } : { ok: false, ...failed };
}
