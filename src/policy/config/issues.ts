/** Describes a wrong value of the configuration: what was expected, and what was found. */
import { type z } from 'zod';
import { isMap } from '../../foundation/json.ts';
import { distance } from '../../foundation/text/distance.ts';

/** What is wrong with a value of the configuration: what was expected, and what was found. */
export function issueText(issue: z.core.$ZodIssue, value: unknown): string {
  const got = value === undefined ? 'it is missing' : `got ${shown(value)}`;
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `it is missing; expected ${wanted(issue)}`
        : `expected ${wanted(issue)}, ${got}${issue.expected === 'string' && typeof value === 'number' ? '; put it in quotes' : ''}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map((each) => JSON.stringify(each)).join(', ')}; ${got}${typeof value === 'string' ? meant(value, issue.values.map(String)) : ''}`;
    case 'invalid_key':
      return `${issue.issues.map(({ message }) => message).join('; ')}; got ${shown(issue.path.at(-1))}`;
    case 'too_small':
      return issue.origin === 'string'
        ? 'expected a string that is not empty'
        : issue.origin === 'array'
          ? `expected at least ${issue.minimum} ${issue.minimum === 1 ? 'item' : 'items'}, ${got}`
          : `expected ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}, ${got}`;
    case 'too_big':
      return `expected at most ${issue.maximum}, ${got}`;
    default:
      return `${issue.message}; ${got}`;
  }
}

/** The known word that a misspelt one is nearest to, for the end of a message; empty if none is near. */
export function meant(word: string, known: readonly string[]): string {
  if (word.length > longest) return '';
  const [nearest] = known
    .map((each) => ({ each, far: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, far }) => far <= farthest(word, each))
    .sort((one, other) => one.far - other.far);
  return nearest === undefined ? '' : ` (did you mean ${nearest.each}?)`;
}

/** Whether one word can be a misspelt other one. */
export function isNear(word: string, other: string): boolean {
  return word.length <= longest && distance(word, other) <= farthest(word, other);
}

/** Number of letters that may differ. */
function farthest(word: string, other: string): number {
  return Math.max(1, Math.floor(Math.min(word.length, other.length) / 3));
}

function wanted({ expected, path }: z.core.$ZodIssueInvalidType): string {
  return path.at(-1) === 'expires' ? 'a date written YYYY-MM-DD' : (names.get(expected) ?? expected);
}

const names: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a map'],
  ['record', 'a map'],
]);

/** Longer texts are truncated, so that a message fits one line. UTF-16 code units. */
const longest = 60;

/** A value as messages show it. */
export function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMap(value)) return 'a map';
  const text = typeof value === 'string' ? JSON.stringify(value) : `${value as number | boolean}`;
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
