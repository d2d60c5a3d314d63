/** How the texts of an ApplicationSet's templates are filled, with a limit, and the result of filling one. */
import { type Fill } from '../../../engine/filling.ts';
import { type ProblemCode } from '../../../model/problem.ts';
import { type Field } from '../field.ts';
import { type Element } from './parameters.ts';

/** Maximum length of all filled templates of one ApplicationSet together. UTF-16 units. */
export const mostTemplated = 4 * 1024 * 1024;

/** The length that is left of the maximum. */
export interface TextBudget {
  characters: number;
}

/** Subtracts from the remaining length; false where it is not enough. */
export function isLeft(budget: TextBudget, characters: number): boolean {
  budget.characters -= characters;
  return budget.characters >= 0;
}

export const tooMuchText = `its templates render more than ${mostTemplated} characters.`;

/** How the templates of a set are filled. */
export interface Filling {
  /** Whether they are Go templates. */
  readonly isGo: boolean;
  /** Options of Go templates. */
  readonly options: readonly string[];
  /** The engine, which only Go templates need. */
  readonly fill: Fill;
  readonly budget: TextBudget;
}

export function fillingOf(set: Field, fill: Fill): Filling {
  return {
    isGo: set.at('spec', 'goTemplate').flag(),
    options: set.at('spec', 'goTemplateOptions').texts(),
    fill,
    budget: { characters: mostTemplated },
  };
}

/** The same with a new budget, for other texts of the set. */
export function anew(filling: Filling): Filling {
  return { ...filling, budget: { characters: mostTemplated } };
}

/** A filled text; or why it is not known here. */
export type FillResult =
  | { readonly ok: true; readonly text: string }
  /** `code` is null where nothing is wrong and only the result is not known. */
  | { readonly ok: false; readonly why: string; readonly code: ProblemCode | null };

/**
 * How a text is treated. `open`: it may use names that are filled in later, which stay as they are; `fixed`: it is not
 * a template; `patch`: it is filled after all others.
 */
export type TextKind = 'plain' | 'open' | 'fixed' | 'patch';

/** Fills one text with the parameters of one element. */
export type FillText = (text: string, kind: TextKind, element: Element) => FillResult;

/** A text that may be a template. */
export interface FillableText {
  readonly text: string;
  readonly kind: TextKind;
}
