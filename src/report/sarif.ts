/** Formats the report as SARIF 2.1.0. */
import type { Log, Notification, Run } from 'sarif';
import { type Problem } from '../model/problem.ts';
import { type Report } from '../model/report.ts';
import { bySeverity } from '../foundation/severity.ts';
import { type Rule } from '../model/rule.ts';
import { ruleOf } from './fix-wording.ts';
import { writeJson } from './json.ts';
import { count } from './labels.ts';
import { placeLocation } from './sarif/location.ts';
import { sarifResult } from './sarif/result.ts';
import { sarifRule } from './sarif/rule.ts';

/**
 * GitHub rejects a run with more results (docs.github.com, "SARIF results exceed one or more limits"); it shows 5,000.
 */
const MOST_RESULTS = 25_000;

export interface SarifOptions {
  readonly rules: readonly Rule[];
  /** The address of a rule's page; null if it has none. */
  readonly rulePage: (id: string) => string | null;
}

/** The report as SARIF 2.1.0: all findings at head, waived ones as suppressed. Fixed ones are left out. */
export function sarifReport(report: Report, options: SarifOptions): string {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [sarifRun(report, options)],
  };
  return writeJson(log);
}

function sarifRun(report: Report, { rules, rulePage }: SarifOptions): Run {
  // The most severe first: it is they that must not be cut.
  const standing = report.findings.filter(({ status }) => status !== 'fixed').sort(bySeverity);
  const kept = standing.slice(0, MOST_RESULTS);
  const ids = [...new Set(kept.map(({ rule }) => rule))].sort();
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const known = ruleOf(rules);
  const sources = new Map(report.sources.map((source) => [source.id, source]));
  return {
    tool: {
      driver: {
        name: 'Plimsoll',
        semanticVersion: report.tool.version,
        rules: ids.map((id) => sarifRule(id, known(id), rulePage(id))),
      },
    },
    originalUriBaseIds: { '%SRCROOT%': { description: { text: "The repository's root." } } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: report.verdict !== 'error' && report.problems.length === 0,
        toolExecutionNotifications: [...report.problems.map(problemNotification), ...cutNotification(standing.length)],
      },
    ],
    results: kept.map((one) => sarifResult(one, report.mode, indexes.get(one.rule) ?? -1, sources.get(one.source))),
    properties: { mode: report.mode, kubernetesVersion: report.kubernetesVersion, verdict: report.verdict },
  };
}

function problemNotification({ stage, code, subject, message, place }: Problem): Notification {
  const location = place === undefined ? null : placeLocation(place);
  return {
    level: 'error',
    descriptor: { id: `${stage}/${code}` },
    message: { text: `${subject}: ${message}` },
    ...(location === null ? {} : { locations: [location] }),
  };
}

function cutNotification(standing: number): readonly Notification[] {
  const left = standing - MOST_RESULTS;
  if (left <= 0) return [];
  return [{ level: 'warning', message: { text: `${count(left, 'more finding')}: a run holds ${MOST_RESULTS}.` } }];
}
