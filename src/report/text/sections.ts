/** Formats the sections of the text report: problems, unknowns, notices, posture and verdict. */
import Table from 'cli-table3';
import { type Notice, type Problem } from '../../model/problem.ts';
import { type Finding, type Report, type ReportedUnknown, type Unread } from '../../model/report.ts';
import { shortId, objectLabel } from '../../foundation/kubernetes/names.ts';
import { unknownLabel } from '../deployments.ts';
import { besidePlace, count, placeLabel, messageWithLoss } from '../labels.ts';
import { parted } from '../notices.ts';
import { changedPosture, type ChangedFamily, type ChangedRow } from '../posture.ts';
import { inspectedTotals, isInBaseline, sameFindings, tallyWords, verdictReason } from '../tally.ts';
import { hangingSentences } from '../unknown.ts';
import { unreadGroups, unreadSentence } from '../unread.ts';
import type { Screen } from './screen.ts';
import { terminalText, wrap } from './terminal.ts';

/** All problems. Never shortened: what could not be checked is part of the result. */
export function problemLines(problems: readonly Problem[], screen: Screen): string[] {
  if (problems.length === 0) return [];
  const { colors } = screen;
  return [colors.bold('Could not be checked'), ...problems.flatMap((problem) => problemItem(problem, screen)), ''];
}

function problemItem(problem: Problem, { colors, columns }: Screen): string[] {
  const { stage, code, subject, place, status } = problem;
  const label = place === undefined ? null : placeLabel(place);
  const aside = colors.dim(`${stage}/${code}${status === undefined ? '' : ' · also at the base'}`);
  const heading = `  ${colors.yellow(terminalText(label ?? subject))}  ${aside}`;
  return [heading, ...wrap(terminalText(besidePlace(problem)), columns - 4).map((line) => `    ${line}`)];
}

/** What deployments depend on that is unknown here, each once. */
export function unknownLines(unknown: readonly ReportedUnknown[], { colors, columns }: Screen): string[] {
  if (unknown.length === 0) return [];
  const items = unknown.flatMap((one) => [
    `  ${colors.cyan(terminalText(unknownLabel(one)))}  ${colors.dim(terminalText(one.what))}`,
    ...wrap(terminalText([one.why, ...hangingSentences(one)].join(' ')), columns - 4).map((line) => `    ${line}`),
  ]);
  return [colors.bold('Cannot be known here'), ...items, ''];
}

/** Files that no source reads, by reason. */
export function unreadLines(unread: readonly Unread[], { colors, columns }: Screen): string[] {
  if (unread.length === 0) return [];
  const items = unreadGroups(unread).flatMap((group) =>
    wrap(terminalText(unreadSentence(group)), columns - 2).map((line) => `  ${line}`),
  );
  return [colors.bold('Changed, but not checked'), ...items, ''];
}

/** Notices, which do not change the verdict. */
export function noticeLines(notices: readonly Notice[], { colors, columns }: Screen): string[] {
  const { deployed, others } = parted(notices);
  const section = (title: string, some: readonly Notice[]): string[] => {
    if (some.length === 0) return [];
    const items = some.flatMap((notice) => wrap(terminalText(placed(notice)), columns - 2).map((line) => `  ${line}`));
    return [colors.bold(title), ...items, ''];
  };
  return [...section('Deployed differently', deployed), ...section('Notes', others)];
}

/** `a.yaml:3: message`; the message alone if it names the file itself, or the file is all that is known. */
function placed(notice: Notice): string {
  const { message, place } = notice;
  const label = place?.kind === 'lines' ? placeLabel(place) : null;
  return label === null || message.includes(label) ? message : `${label}: ${message}`;
}

/** For each family of posture, the objects whose value changes. */
export function postureLines({ mode, posture }: Report, { colors }: Screen): string[] {
  if (mode === 'audit') return []; // an audit has no change; the findings show the state of each object
  return changedPosture(posture).flatMap((family) => familyLines(family, colors));
}

function familyLines({ title, rows }: ChangedFamily, colors: Screen['colors']): string[] {
  const table = plainTable();
  for (const row of rows) table.push(postureRow(row, colors));
  const lines = table.toString().split('\n');
  return [colors.bold(terminalText(title)), ...lines.map((line) => line.trimEnd()), ''];
}

function postureRow(
  { object, source, before, after, direction, others }: ChangedRow,
  colors: Screen['colors'],
): string[] {
  const shade = { down: colors.red, up: colors.green, none: colors.dim }[direction];
  const more = others === 0 ? '' : ` and ${count(others, 'other source')}`;
  const change = [terminalText(before), '→', shade(terminalText(after))];
  return [terminalText(objectLabel(object)), ...change, colors.dim(`${terminalText(source)}${more}`)];
}

/** A table without borders. */
function plainTable(): Table.Table {
  const none = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
  const inner = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'];
  const chars = Object.fromEntries([...none, ...inner].map((name) => [name, '']));
  return new Table({ chars, style: { 'padding-left': 2, 'padding-right': 0, head: [], border: [] } });
}

/** Findings of one status in short: fixed ones, or waived ones with the reason. */
export function briefLines(title: string, findings: readonly Finding[], screen: Screen): string[] {
  if (findings.length === 0) return [];
  const each = [...sameFindings(findings).values()];
  return [screen.colors.bold(title), ...each.flatMap((all) => briefItem(all, screen)), ''];
}

function briefItem(all: readonly [Finding, ...Finding[]], { colors, columns }: Screen): string[] {
  const [finding] = all;
  const { rule, object, place, waiver } = finding;
  const sources = all.length > 1 ? `in ${count(new Set(all.map(({ source }) => source)).size, 'source')}` : null;
  const aside = [rule, placeLabel(place), sources].filter((part) => part !== null).join(' · ');
  const heading = `  ${terminalText(objectLabel(object))}  ${colors.dim(terminalText(aside))}`;
  const until = waiver === undefined ? '' : ` Waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`;
  return [heading, ...wrap(terminalText(messageWithLoss(finding) + until), columns - 4).map((line) => `    ${line}`)];
}

/** How many findings the baseline has. They are in the JSON report. */
export function baselineLines({ findings }: Report): string[] {
  const { size } = sameFindings(findings.filter(isInBaseline));
  if (size === 0) return [];
  return [`${count(size, 'finding')} in the baseline ${size === 1 ? 'does' : 'do'} not count.`, ''];
}

/** Which commits a review compared. */
function compared({ mode, base, head }: Report): string[] {
  if (mode === 'audit' || base === null) return [];
  return [`Compared base ${shortId(base)} with head ${head === null ? '(the working tree)' : shortId(head)}.`];
}

/** The last lines: verdict, reason, totals, and what was checked. */
export function verdictLines(report: Report, { colors, columns }: Screen): string[] {
  const { verdict, problems } = report;
  const shade = { pass: colors.green, fail: colors.red, error: colors.yellow }[verdict];
  const unchecked = problems.length > 0 ? [count(problems.length, 'problem')] : [];
  const totals = [...tallyWords(report), ...unchecked];
  const aside = totals.length > 0 ? ` (${totals.join(', ')})` : '';
  const [first = '', ...rest] = wrap(`${verdict}: ${verdictReason(report)}${aside}.`, columns);
  return [
    colors.bold(shade(verdict)) + first.slice(verdict.length),
    ...rest,
    ...[...compared(report), `Looked at ${inspectedTotals(report)}.`]
      .flatMap((sentence) => wrap(terminalText(sentence), columns))
      .map((line) => colors.dim(line)),
  ];
}
