/** A remark: findings that are reported together. */
import { type Place } from '../model/problem.ts';
import { type Finding } from '../model/report.ts';
import { type Suggestion } from '../model/suggestion.ts';

/** Findings that are reported together: they share a place, or a suggestion that shows the lines of all of them. */
export interface Remark {
  /** The place of the first finding. */
  readonly place: Place;
  readonly findings: readonly [Finding, ...Finding[]];
  readonly suggestion: Suggestion | null;
  /** All findings that the suggestion fixes, in this and in other remarks. */
  readonly fixed: readonly Finding[];
  /** The same in other sources, each with a suggestion of its own: their findings are among `findings`. */
  readonly alike: readonly Remark[];
  /** The place of the other remark that shows the suggestion; null if this one shows it. */
  readonly shownAt: Place | null;
}

/** Findings as one remark, which shows its suggestion. */
export function remarkOf(findings: readonly [Finding, ...Finding[]]): Remark {
  const [{ place }] = findings;
  const suggestion = findings.find(hasSuggestion)?.suggestion ?? null;
  return { place, findings, suggestion, fixed: findings.filter(hasSuggestion), alike: [], shownAt: null };
}

/** Some findings of a remark, which shows what it shows of them. */
export function partOfRemark(remark: Remark, findings: Remark['findings']): Remark {
  const part = remarkOf(findings);
  if (part.suggestion === null) return part;
  const alike = [remark, ...remark.alike].filter(
    (other) => suggestionKey(other) !== suggestionKey(part) && other.fixed.some((one) => findings.includes(one)),
  );
  const { fixed, shownAt } = remark;
  const isFirst = suggestionKey(remark) === suggestionKey(part);
  return isFirst ? { ...part, fixed, alike, shownAt } : { ...part, alike };
}

/** Of remarks that share a suggestion, the first one with the highest rank shows it. */
export function eachFixOnce(all: readonly Remark[], rank: (remark: Remark) => number): readonly Remark[] {
  const showing = new Map<string, Remark>();
  for (const remark of all) {
    const key = suggestionKey(remark);
    const known = key === null ? undefined : showing.get(key);
    if (key !== null && (known === undefined || rank(remark) > rank(known))) showing.set(key, remark);
  }
  return all.map((remark) => {
    const shower = showing.get(suggestionKey(remark) ?? '') ?? remark;
    return { ...remark, shownAt: shower === remark ? null : shower.place };
  });
}

/** The findings of a remark that its suggestion does not fix. */
export function leftBy({ findings, suggestion }: Remark): readonly Finding[] {
  return suggestion === null ? [] : findings.filter((one) => !hasSuggestion(one));
}

export function hasSuggestion(finding: Finding): boolean {
  return finding.suggestion !== undefined;
}

export function suggestionKey({ suggestion }: Pick<Finding, 'suggestion'> | Remark): string | null {
  if (suggestion === undefined || suggestion === null) return null;
  const { file, first, last, replacement } = suggestion;
  return JSON.stringify(['suggestion', file, first, last, replacement]);
}

/** Number of lines around a suggestion that are quoted with it. */
export const CONTEXT = 2;

/** Whether the quoted text of its suggestion shows the finding's place. */
export function showsItself({ place, suggestion }: Pick<Finding, 'place' | 'suggestion'> | Remark): boolean {
  if (suggestion === undefined || suggestion === null || place.kind === 'summary') return false;
  if (place.file !== suggestion.file) return false;
  return (
    place.kind === 'file' || (place.first >= suggestion.first - CONTEXT && place.last <= suggestion.last + CONTEXT)
  );
}
