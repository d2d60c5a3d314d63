/** Formats the report as Markdown, for the summary comment and the job summary. */
import { type Status } from '../model/finding.ts';
import { type Place } from '../model/problem.ts';
import { type Report } from '../model/report.ts';
import { byWeight, worstOf } from '../foundation/severity.ts';
import { fit, type Limit, type Section } from './body.ts';
import { code, link, prose, tableRow } from './escape-markdown.ts';
import { judgedBy } from './judged-by.ts';
import { riskLabel, besidePlace, count, fewOf, placeLabel } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { parted } from './notices.ts';
import { changedPosture } from './posture.ts';
import { postureSection, restOfPosture } from './posture-markdown.ts';
import { type Context, placeMarkdown, remarkMarkdown, sourcesMarkdown } from './remark-markdown.ts';
import { type Remark } from './remark.ts';
import { remarks } from './remarks.ts';
import { isLong, statements } from './statements.ts';
import {
  briefStatements,
  type BriefStatement,
  type JoinedStatement,
  joinedStatements,
  saidOnce,
} from './joined-statements.ts';
import { blocks } from '../policy/verdict.ts';
import { inspectedTotals, sameFindings, tallyWords, reportedInFull, uncheckedWords, verdictReason } from './tally.ts';
import { hangingSentences } from './unknown.ts';
import { waiveParts } from './waive.ts';
import { unreadGroups } from './unread.ts';

export interface MarkdownOptions extends Context {
  readonly limit: Limit;
  /** A phrase for where everything can be read if the limit cuts something: `the report`, `the job summary`. */
  readonly elsewhere: string;
  /** Sentences about this run for the first paragraph, already Markdown. */
  readonly notes: readonly string[];
  /**
   * Whether the end names the commits that the verdict is about. `first`: the text stays while later commits change nothing of it.
   * Absent: it does not.
   */
  readonly namesCommits?: 'all' | 'first';
}

/**
 * The report as one Markdown body: verdict, what changes in the posture, what is new, what is fixed, what could not be checked;
 * details, and what did not change, are folded.
 */
export function markdownReport(report: Report, options: MarkdownOptions): string {
  const reported = remarks(reportedInFull(report));
  const posture = report.mode === 'audit' ? [] : changedPosture(report.posture);
  const sections = [
    ...posture.map((family) => postureSection(family, moreOf(prose(family.subject), options))),
    findingSection(report, reported, options),
    foldedSection(report, 'fixed', options),
    problemSection(report, options),
    noteSection(report, options),
    ...detailSections(reported, options),
    waiveSection(report, reported, options),
    ...posture.map((family) => restOfPosture(family, moreOf(prose(family.subject), options))),
    ...(['waived', 'existing'] as const).map((status) => foldedSection(report, status, options)),
    unknownSection(report, options),
    noticeSection(report, options),
    unreadSection(report, options),
    sourceSection(report, options),
  ];
  // The final line break counts too.
  const limit = { ...options.limit, most: options.limit.most - 1 };
  return `${fit(opening(report, options), sections, ending(report, options), limit)}\n`;
}

function opening(report: Report, { notes }: MarkdownOptions): string {
  const totals = tallyWords(report);
  const aside = totals.length > 0 ? ` (${totals.join(', ')})` : '';
  const sentence = verdictReason(report);
  const unchecked = uncheckedWords(report);
  const heading = `## Plimsoll: ${report.verdict}${unchecked === null ? '' : `, but ${unchecked}`}`;
  return [heading, `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${aside}.`, ...notes].join('\n\n');
}

function problemSection({ problems }: Report, options: MarkdownOptions): Section {
  return {
    opening: '### Could not be checked\n',
    entries: problems.map((problem) => {
      const { stage, code: kind, subject, place, status } = problem;
      const where =
        place === undefined || place.kind === 'summary' ? code(subject) : placeMarkdown(place, options.links);
      return `- ${where} (${code(`${stage}/${kind}`)}${status === undefined ? '' : ', also at the base'}): ${prose(besidePlace(problem))}`;
    }),
    separator: '\n',
    closing: '',
    more: moreOf('problem', options),
  };
}

function findingSection(report: Report, reported: readonly Remark[], options: MarkdownOptions): Section {
  const rows = saidOnce(reported.flatMap(joinedStatements))
    .toSorted(byWeight)
    .map((statement) => findingRow(statement, options));
  return {
    opening: `### ${report.mode === 'review' ? 'New' : 'Findings'}\n\n| severity | finding | place |\n| --- | --- | --- |`,
    entries: rows,
    separator: '\n',
    closing: '',
    more: moreOf('finding', options),
  };
}

function findingRow(statement: JoinedStatement, { links, deployments }: MarkdownOptions): string {
  const { severity, status, message, rules, parts, objects, sources, places, risk } = statement;
  const about = [
    ...rules.map((rule) => link(prose(rule), links.rule(rule))),
    objects.length > 1 && isLong(statement)
      ? count(objects.length, 'object')
      : fewOf(objects.map((object) => code(objectLabel(object)))),
    ...sourcesMarkdown(sources, deployments),
    ...(status === 'worsened' ? ['worse than before'] : []),
    ...(statement.enforcement === 'warn' ? ['does not block'] : []),
    ...(parts > 1 ? [count(parts, 'finding')] : []),
  ];
  const why = risk === undefined ? '' : `<br>${prose(riskLabel(risk, statement.atRisk))}`;
  const where = fewOf(places.map((place) => placeMarkdown(place, links)));
  return tableRow([severity, `${prose(message)}${why}<br>${about.join(' · ')}`, where]);
}

/** Fixes for findings that have no comment of their own, the most severe first. */
function detailSections(reported: readonly Remark[], options: MarkdownOptions): readonly Section[] {
  const unsaid = reported.filter(isUnsaid).sort((a, b) => byWeight(worstOf(a.findings), worstOf(b.findings)));
  const section: Section = {
    opening: '<details><summary>What to do about them</summary>',
    entries: unsaid.map((remark) => remarkMarkdown(remark, { kind: 'elsewhere' }, options).join('\n\n')),
    separator: '\n\n',
    closing: '</details>',
    more: moreOf('place', options),
  };
  return [section];
}

/** How to waive findings that have no comment of their own: those that block the merge, or else the worst one. */
function waiveSection(report: Report, reported: readonly Remark[], { today }: MarkdownOptions): Section {
  const worstFirst = reported.filter(isUnsaid).flatMap(statements).sort(byWeight);
  const blocking = worstFirst.filter((statement) => blocks(statement, report));
  return {
    opening: '',
    entries: [...waiveParts(blocking.length > 0 ? blocking : worstFirst.slice(0, 1), today)],
    separator: '\n\n',
    closing: '',
    more: () => '',
  };
}

/** Whether the remark has no comment of its own. */
function isUnsaid({ findings }: Remark): boolean {
  return findings.every(({ shown }) => shown === undefined || shown === 'summary');
}

/** Findings that need no action now: one line each, folded. */
function foldedSection(
  report: Report,
  status: Extract<Status, 'fixed' | 'waived' | 'existing'>,
  options: MarkdownOptions,
): Section {
  const reported = new Set(reportedInFull(report));
  // An audit reports all others in full.
  const title = report.mode === 'audit' && status === 'existing' ? 'in the baseline' : status;
  const findings = report.findings.filter((finding) => finding.status === status && !reported.has(finding));
  return {
    opening: `<details><summary>${sameFindings(findings).size} ${title}</summary>\n`,
    entries: briefStatements(findings).map((one) => briefItem(one, options)),
    separator: '\n',
    closing: '</details>',
    more: moreOf('finding', options),
  };
}

/** One line for findings that say the same. */
function briefItem({ statement, waiver }: BriefStatement, { links }: MarkdownOptions): string {
  const { severity, status, message, rules, parts, objects, places, sources } = statement;
  const [rule] = rules;
  // The file of a fixed finding may not exist at head, to which links lead.
  const whereIs = (place: Place): string =>
    status === 'fixed' ? code(placeLabel(place) ?? '') : placeMarkdown(place, links);
  const until =
    waiver === null ? '' : ` Until ${prose(waiver.expires)}, by ${prose(waiver.owner)}: ${prose(waiver.reason)}`;
  const about = [
    fewOf(places.map(whereIs)),
    fewOf(objects.map((object) => code(objectLabel(object)))),
    link(prose(rule), links.rule(rule)),
    ...(sources.length > 1 ? [count(sources.length, 'source')] : []),
    ...(parts > 1 ? [count(parts, 'finding')] : []),
  ];
  return `- ${severity}: ${prose(message)}${until} (${about.join(', ')})`;
}

function unknownSection({ unknown }: Report, options: MarkdownOptions): Section {
  return {
    opening: `<details><summary>What cannot be known here (${unknown.length})</summary>\n`,
    entries: unknown.map((one) => {
      const declared = link(code(`${one.file}:${one.line}`), options.links.file(one.file, one.line));
      return `- ${prose(one.deployment)} (${declared}, ${prose(one.what)}): ${prose([one.why, ...hangingSentences(one)].join(' '))}`;
    }),
    separator: '\n',
    closing: '</details>',
    more: moreOf('unknown', options),
  };
}

function noticeSection({ notices = [] }: Report, options: MarkdownOptions): Section {
  return {
    opening: `<details><summary>What is deployed differently than before</summary>\n`,
    entries: parted(notices).deployed.map(({ message }) => `- ${prose(message)}`),
    separator: '\n',
    closing: '</details>',
    more: moreOf('notice', options),
  };
}

function noteSection({ notices = [] }: Report, options: MarkdownOptions): Section {
  return {
    opening: '### Notes\n',
    entries: parted(notices).others.map(({ message }) => `- ${prose(message)}`),
    separator: '\n',
    closing: '',
    more: moreOf('note', options),
  };
}

function unreadSection({ unread = [] }: Report, options: MarkdownOptions): Section {
  return {
    opening: `<details><summary>${count(unread.length, 'changed file')} not checked</summary>\n`,
    entries: unreadGroups(unread).flatMap(({ why, files }) => [
      `- ${prose(why)}`,
      ...files.map((file) => `  - ${code(file)}`),
    ]),
    separator: '\n',
    closing: '</details>',
    more: moreOf('file', options),
  };
}

function sourceSection(report: Report, options: MarkdownOptions): Section {
  const sources = report.sources.filter(({ status }) => status !== 'unchanged');
  return {
    opening: `<details><summary>${count(sources.length, 'source')}</summary>\n\n| source | kind | target | status | objects |\n| --- | --- | --- | --- | --- |`,
    entries: sources.map(({ id, kind, target, status, objects }) =>
      tableRow([code(id), kind, code(target), status, String(objects)]),
    ),
    separator: '\n',
    closing: '</details>',
    more: moreOf('source', options),
  };
}

/** The last paragraph, which is never cut. */
function ending(report: Report, { namesCommits }: MarkdownOptions): string {
  const inspected = `Looked at ${prose(inspectedTotals(report))}.`;
  if (namesCommits === undefined) return inspected;
  const later = namesCommits === 'first' ? ' Later commits are named once they change something here.' : '';
  return `${inspected} ${judgedBy(report)}${later}`;
}

function moreOf(what: string, { elsewhere }: MarkdownOptions): (left: number) => string {
  return (left) => `And ${count(left, `more ${what}`)}: see ${elsewhere}.`;
}
