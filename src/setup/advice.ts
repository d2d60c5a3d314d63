/** What `plimsoll doctor` says about one thing, as data. */
import { type Lines } from '../model/problem.ts';

/** What a piece of advice is about; the report has a section for each. */
export const adviceAreas = ['sources', 'workflow', 'configuration', 'owners', 'github'] as const;
export type AdviceArea = (typeof adviceAreas)[number];

/**
 * `good`: as it should be. `mend`: something to change; the exit code is 1. `consider`: it works, and could be better.
 * `unknown`: it could not be looked up, so it is neither.
 */
export const adviceLevels = ['good', 'mend', 'consider', 'unknown'] as const;
export type AdviceLevel = (typeof adviceLevels)[number];

/** One result. */
export interface Advice {
  readonly area: AdviceArea;
  readonly level: AdviceLevel;
  /** A stable name of what was looked at: `workflow-events`. */
  readonly id: string;
  /** Where it is in the repository; null if it is not in a file. */
  readonly place: Pick<Lines, 'file' | 'first'> | null;
  /** One sentence: what is. */
  readonly message: string;
  /** One or two sentences: what to do. Null if there is nothing to do. */
  readonly remedy: string | null;
}

/** An advice without its area, for the checks of one area. */
export type Said = Omit<Advice, 'area'>;

/** Says that something is as it should be. */
export function good(id: string, message: string, place: Advice['place'] = null): Said {
  return { level: 'good', id, place, message, remedy: null };
}

/** Says what is wrong, and how to mend it. */
export function mend(id: string, message: string, remedy: string, place: Advice['place'] = null): Said {
  return { level: 'mend', id, place, message, remedy };
}

/** Says what could be better. */
export function consider(id: string, message: string, remedy: string, place: Advice['place'] = null): Said {
  return { level: 'consider', id, place, message, remedy };
}

/** Says what could not be looked up. */
export function notKnown(id: string, message: string, remedy: string | null = null): Said {
  return { level: 'unknown', id, place: null, message, remedy };
}

/** Puts the advice of one area together. */
export function inArea(area: AdviceArea, said: readonly Said[]): Advice[] {
  return said.map((each) => ({ area, ...each }));
}
