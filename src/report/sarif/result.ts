import type { Fix, Replacement, Result } from 'sarif';
import type { Finding, Mode, ReportedSource, Status, Suggestion } from '../../model.ts';
import { PROVEN } from '../fix-wording.ts';
import { objectLabel, pathLabel, templateLabels } from '../labels.ts';
import { artifact, placeLocation, sourceLocation } from './location.ts';
import { sarifLevel } from './rule.ts';

/** How it compares with the base; an audit compares with nothing. */
const BASELINE: Partial<Record<Status, NonNullable<Result['baselineState']>>> = {
  new: 'new',
  worsened: 'updated',
  existing: 'unchanged',
};

/** A finding as a result. `ruleIndex` counts in the run's rules. */
export function sarifResult(
  finding: Finding,
  mode: Mode,
  ruleIndex: number,
  source: ReportedSource | undefined,
): Result {
  const { rule, severity, message, object, status, fingerprint, place, suggestion } = finding;
  const baselineState = mode === 'review' ? BASELINE[status] : undefined;
  return {
    ruleId: rule,
    ruleIndex,
    level: sarifLevel(severity),
    message: { text: `${message} (${[objectLabel(object), ...templateLabels([finding])].join(', ')})` },
    locations: [withObject(finding, placeLocation(place) ?? sourceLocation(source))],
    // GitHub tells alerts apart by the first; it would make one from the line's text, which moves and repeats.
    partialFingerprints: { primaryLocationLineHash: fingerprint, 'plimsoll/v1': fingerprint },
    ...(baselineState === undefined ? {} : { baselineState }),
    ...(suggestion === undefined ? {} : { fixes: [sarifFix(suggestion)] }),
    suppressions: suppressions(finding),
    properties: { status, source: finding.source, enforcement: finding.enforcement },
  };
}

function withObject({ object, path }: Finding, location: ReturnType<typeof sourceLocation>): typeof location {
  const fullyQualifiedName = [objectLabel(object), pathLabel(path)].filter((part) => part !== '').join(' ');
  return { ...location, logicalLocations: [{ fullyQualifiedName, kind: 'object' }] };
}

function suppressions({ waiver }: Finding): NonNullable<Result['suppressions']> {
  if (waiver === undefined) return [];
  return [{ kind: 'external', status: 'accepted', justification: `${waiver.reason} (until ${waiver.expires})` }];
}

function sarifFix(suggestion: Suggestion): Fix {
  return {
    description: { text: `Suggested edit, ${PROVEN}` },
    artifactChanges: [{ artifactLocation: artifact(suggestion.file), replacements: [replacement(suggestion)] }],
  };
}

/** Without an end column a region ends before its last line's break, as `replacement` does; deleting takes the break too. */
function replacement({ first, last, replacement: text }: Suggestion): Replacement {
  if (text === '') return { deletedRegion: { startLine: first, startColumn: 1, endLine: last + 1, endColumn: 1 } };
  return { deletedRegion: { startLine: first, endLine: last }, insertedContent: { text } };
}
