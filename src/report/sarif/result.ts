/** Converts a finding to a SARIF result. */
import type { Fix, Replacement, Result } from 'sarif';
import { type Status } from '../../model/finding.ts';
import { type Finding, type Mode, type ReportedSource } from '../../model/report.ts';
import { type Suggestion } from '../../model/suggestion.ts';
import { PROVEN } from '../fix-wording.ts';
import { pathLabel, messageWithLoss, templateLabels } from '../labels.ts';
import { objectLabel } from '../../foundation/kubernetes/names.ts';
import { artifact, placeLocation, sourceLocation } from './location.ts';
import { type Related, relatedLocations } from './related.ts';
import { sarifLevel } from './rule.ts';

/** The status relative to base. An audit has no base. */
const BASELINE: Partial<Record<Status, NonNullable<Result['baselineState']>>> = {
  new: 'new',
  worsened: 'updated',
  existing: 'unchanged',
};

/** A finding as a result. `ruleIndex` is the 0-based index in the run's rules. */
export function sarifResult(
  finding: Finding,
  mode: Mode,
  ruleIndex: number,
  source: ReportedSource | undefined,
): Result {
  const { rule, severity, status, fingerprint, place, suggestion } = finding;
  const related = relatedLocations(finding, source);
  const baselineState = mode === 'review' ? BASELINE[status] : undefined;
  return {
    ruleId: rule,
    ruleIndex,
    level: sarifLevel(severity),
    message: { text: messageText(finding, related) },
    locations: [withObject(finding, placeLocation(place) ?? sourceLocation(source))],
    ...(related.length > 0 ? { relatedLocations: related.map(({ location }) => location) } : {}),
    // GitHub identifies alerts by the first one. Without it, GitHub would hash the line's text, which moves and
    // repeats.
    partialFingerprints: { primaryLocationLineHash: fingerprint, 'plimsoll/v1': fingerprint },
    ...(baselineState === undefined ? {} : { baselineState }),
    ...(suggestion === undefined ? {} : { fixes: [sarifFix(suggestion)] }),
    suppressions: suppressions(finding),
    properties: { status, source: finding.source, enforcement: finding.enforcement, ...lossProperties(finding) },
  };
}

function lossProperties({ lost, was = null }: Finding): NonNullable<Result['properties']> {
  return lost === undefined ? {} : { lost, was };
}

/**
 * GitHub shows a related location only if the message links to it. Text of others is escaped so that it makes no link.
 */
function messageText(finding: Finding, related: readonly Related[]): string {
  const about = [objectLabel(finding.object), ...templateLabels([finding])].join(', ');
  const said = `${messageWithLoss(finding)} (${about})`.replaceAll('](', ']\u200b(');
  const links = related.map(({ word, location }) => `the [${word}](${location.id ?? 0})`);
  return links.length === 0 ? said : `${said} See ${inWords(links)}.`;
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function withObject({ object, path }: Finding, location: ReturnType<typeof sourceLocation>): typeof location {
  const fullyQualifiedName = [objectLabel(object), pathLabel(path)].filter((part) => part !== '').join(' ');
  return { ...location, logicalLocations: [{ fullyQualifiedName, kind: 'object' }] };
}

function suppressions({ waiver, baseline }: Finding): NonNullable<Result['suppressions']> {
  if (waiver !== undefined) {
    const kind = waiver.annotation === true ? 'inSource' : 'external';
    const justification = `${waiver.reason} (until ${waiver.expires}, by ${waiver.owner})`;
    return [{ kind, status: 'accepted', justification }];
  }
  return baseline === true ? [{ kind: 'external', status: 'accepted', justification: 'In the baseline' }] : [];
}

function sarifFix(suggestion: Suggestion): Fix {
  return {
    description: { text: `Suggested edit, ${PROVEN}` },
    artifactChanges: [{ artifactLocation: artifact(suggestion.file), replacements: [replacement(suggestion)] }],
  };
}

/**
 * Without an end column, a region ends before the line break of its last line, as `replacement` does. Deleting lines
 * includes the break.
 */
function replacement({ first, last, replacement: text }: Suggestion): Replacement {
  if (text === '') return { deletedRegion: { startLine: first, startColumn: 1, endLine: last + 1, endColumn: 1 } };
  return { deletedRegion: { startLine: first, endLine: last }, insertedContent: { text } };
}
