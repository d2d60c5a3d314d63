/** What it takes to fill the texts of an ApplicationSet's templates, and what comes of one. */
import { type Fill } from '../../../engine/filling.ts';
import { type ProblemCode } from '../../../model/problem.ts';
import { type Field } from '../field.ts';
import { type Element } from './parameters.ts';

/** How much the templates of one ApplicationSet may give, all of its applications together. UTF-16 units. */
export const mostTemplated = 4 * 1024 * 1024;

/** What is left of it. */
export interface TextBudget {
  characters: number;
}

/** Takes it from what is left; false where that is not enough. */
export function isLeft(budget: TextBudget, characters: number): boolean {
  budget.characters -= characters;
  return budget.characters >= 0;
}

export const tooMuchText = `its templates give more than ${mostTemplated} characters.`;

/** How the templates of a set are filled. */
export interface Filling {
  /** Whether they are Go templates. */
  readonly isGo: boolean;
  /** Options of Go templates. */
  readonly options: readonly string[];
  /** The engine, which Go templates alone need. */
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

/** The same for other texts of the set, which may give as much again. */
export function anew(filling: Filling): Filling {
  return { ...filling, budget: { characters: mostTemplated } };
}

/** A text that is filled; or why that cannot be told here. */
export type Rendered =
  | { readonly ok: true; readonly text: string }
  /** `code` is null where nothing is wrong with what is looked at here, and it is unknown what comes out. */
  | { readonly ok: false; readonly why: string; readonly code: ProblemCode | null };

/**
 * What is special of a text: `open` may name what is filled in later, and stays as it is then; `fixed` is no template;
 * `patch` is filled after all others.
 */
export type TextKind = 'plain' | 'open' | 'fixed' | 'patch';

/** Fills one text with the parameters of one element. */
export type FillText = (text: string, kind: TextKind, element: Element) => Rendered;

/** A text that may be a template. */
export interface TemplateText {
  readonly text: string;
  readonly kind: TextKind;
}
