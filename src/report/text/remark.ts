/** Formats a remark as text: place, message, quoted lines and fix. */
import { type ObjectName } from '../../model/object-name.ts';
import { type Severity } from '../../model/rule.ts';
import { type Suggestion } from '../../model/suggestion.ts';
import { type LinesOfFile, type QuotedLine, quote, suggestionDiff } from '../excerpt.ts';
import { deployedBy, type DeploymentsOf } from '../deployments.ts';
import {
  count,
  fewOf,
  lineRange,
  pathLabel,
  placeLabel,
  riskLabel,
  sourceLabel,
  templateLabels,
  valuesLabel,
} from '../labels.ts';
import { objectLabel } from '../../foundation/kubernetes/names.ts';
import { fixChecks, PROVEN, riskSentence, type RuleOf, whatIsLeft, whatToDo } from '../fix-wording.ts';
import { CONTEXT, leftBy, type Remark } from '../remark.ts';
import { valuesOriginsOf } from '../value-origins.ts';
import { type JoinedStatement, joinedStatements } from '../joined-statements.ts';
import { crop, terminalText, wrap } from './terminal.ts';
import type { Screen } from './screen.ts';

/** Maximum number of quoted lines of a place. */
const MOST_QUOTED = 6;
const MOST_OBJECTS = 3;
/** Maximum number of fixes in other sources that are shown. */
const MOST_ALIKE = 5;
/** Maximum length of a line to be copied. Columns. */
const MOST_COPIED = 2000;
/** Width of the labels on the left; `critical` is the longest. Columns. */
const LABEL = 10;

/** A remark as lines: place, messages, quoted source and fix. */
export function remarkLines(
  remark: Remark,
  lines: LinesOfFile,
  rule: RuleOf,
  deployments: DeploymentsOf,
  screen: Screen,
): string[] {
  const { colors } = screen;
  const label = placeLabel(remark.place);
  return [
    colors.bold(colors.cyan(terminalText(label ?? whyNowhere(remark)))),
    ...joinedStatements(remark).flatMap((statement) => statementLines(statement, label, deployments, screen)),
    ...templateLines(remark, screen),
    ...valuesLines(remark, screen),
    ...sourceLines(remark, lines, screen),
    ...alikeLines(remark, lines, screen),
    ...fixLines(remark, rule, screen),
  ];
}

function whyNowhere({ place }: Remark): string {
  return place.kind === 'summary' ? `no place: ${place.why}` : '';
}

/** `here`: the place in the heading above, which is not repeated. */
function statementLines(
  statement: JoinedStatement,
  here: string | null,
  deployments: DeploymentsOf,
  screen: Screen,
): string[] {
  const { colors, columns } = screen;
  const indent = ' '.repeat(2 + LABEL);
  const [first = '', ...rest] = wrap(terminalText(statement.message), columns - indent.length);
  const severity = severityColor(statement.severity, screen)(statement.severity.padEnd(LABEL));
  const { rules, parts, status, objects, sources, isLeft, risk } = statement;
  const places = statement.places
    .map((place) => placeLabel(place) ?? '')
    .filter((label) => label !== '' && label !== here);
  const elsewhere = places.length > 0 && places.length < statement.places.length ? 'also at ' : '';
  const about = [
    ...[
      rules.join(', '),
      status === 'existing' ? '' : status,
      objectsLabel(objects),
      sourcesLabel(sources),
      deployedBy(deployments(sources)) || valuesLabel(sources),
    ],
    ...(places.length === 0 ? [] : [`${elsewhere}${fewOf(places)}`]),
    ...(statement.enforcement === 'warn' ? ['does not block'] : []),
    ...(parts > 1 ? [count(parts, 'finding')] : []),
    ...(isLeft ? ['not fixed by the suggestion'] : []),
  ];
  const aside = terminalText(about.filter((part) => part !== '').join(' · '));
  return [
    `  ${severity}${colors.bold(first)}`,
    ...rest.map((line) => indent + colors.bold(line)),
    ...(risk === undefined
      ? []
      : wrap(terminalText(riskLabel(risk, statement.atRisk)), columns - indent.length).map((line) => indent + line)),
    ...wrap(aside, columns - indent.length).map((line) => indent + colors.dim(line)),
  ];
}

function objectsLabel(objects: readonly ObjectName[]): string {
  const named = objects.slice(0, MOST_OBJECTS).map(objectLabel).join(', ');
  const more = objects.length - MOST_OBJECTS;
  return more > 0 ? `${named} and ${more} more` : named;
}

/** Only if the same line is in several renders: then the object alone is not enough. */
function sourcesLabel(sources: readonly string[]): string {
  return sources.length > 1 ? `in ${sources.length} sources: ${fewOf(sources.map(sourceLabel))}` : '';
}

export function severityColor(severity: Severity, { colors }: Screen): (text: string) => string {
  const shades = { critical: colors.magenta, high: colors.red, medium: colors.yellow, low: colors.blue };
  return shades[severity];
}

function templateLines({ findings }: Remark, { colors }: Screen): string[] {
  return templateLabels(findings).map((label) => `  ${'template'.padEnd(LABEL)}${colors.dim(terminalText(label))}`);
}

function valuesLines({ findings }: Remark, { colors }: Screen): string[] {
  const labels = valuesOriginsOf(findings).map(({ file, line, path }) => `${file}:${line}  ${pathLabel(path)}`);
  return [...new Set(labels)].map((label) => `  ${'value'.padEnd(LABEL)}${colors.dim(terminalText(label))}`);
}

/** The lines of the place and those of the fix; if the fix is near, its diff shows both. */
function sourceLines({ place, findings, suggestion, shownAt }: Remark, lines: LinesOfFile, screen: Screen): string[] {
  // The text of a Secret is never quoted.
  if (findings.some(({ object }) => object.kind === 'Secret')) return [];
  const near = suggestion !== null && shownAt === null && place.kind !== 'summary' && suggestion.file === place.file;
  const here = near || place.kind !== 'lines' ? [] : quote(lines, place.file, place.first, place.last, MOST_QUOTED);
  if (suggestion === null) return block(here, screen);
  const label = `  ${'fix'.padEnd(LABEL)}${screen.colors.dim(terminalText(editLabel(suggestion)))}`;
  if (shownAt !== null) return [...block(here, screen), '', label];
  const diff = block(suggestionDiff(lines, suggestion, CONTEXT), screen);
  return near ? diff : [...block(here, screen), '', label, ...diff];
}

/** The fixes of the same in other sources. */
function alikeLines({ alike, findings }: Remark, lines: LinesOfFile, screen: Screen): string[] {
  if (findings.some(({ object }) => object.kind === 'Secret')) return [];
  const shown = alike.slice(0, MOST_ALIKE).flatMap(({ suggestion }) => {
    if (suggestion === null) return [];
    const label = screen.colors.dim(terminalText(editLabel(suggestion)));
    return ['', `  ${'also'.padEnd(LABEL)}${label}`, ...block(suggestionDiff(lines, suggestion, CONTEXT), screen)];
  });
  const more = alike.length - MOST_ALIKE;
  return more > 0 ? [...shown, '', `  and in ${count(more, 'other file')}, likewise`] : shown;
}

function editLabel({ file, first, last }: Suggestion): string {
  return `${file}:${lineRange(first, last)}`;
}

function block(quoted: readonly QuotedLine[], screen: Screen): string[] {
  const width = Math.max(0, ...quoted.map(({ line }) => String(line).length));
  return quoted.length > 0 ? ['', ...quoted.map((line) => quotedLine(line, width, screen))] : [];
}

function quotedLine({ mark, line, text }: QuotedLine, width: number, { colors, columns }: Screen): string {
  const gutter = `    ${mark} ${String(line).padStart(width)} │ `;
  const whole = terminalText(text);
  // New lines are not cropped, so that they can be copied.
  if (mark === '+') return colors.green(gutter + crop(whole, MOST_COPIED));
  const cropped = crop(whole, columns - gutter.length);
  if (mark === '-') return colors.red(gutter + cropped);
  return mark === '>' ? gutter + cropped : colors.dim(gutter + cropped);
}

function fixLines(remark: Remark, rule: RuleOf, screen: Screen): string[] {
  const { suggestion, findings } = remark;
  const about = suggestion === null ? [whatToDo(findings, rule)] : fixSentences(remark, suggestion, rule);
  const paragraphs = about.filter((each) => each !== '');
  return [
    '',
    ...paragraphs.flatMap((each) => [
      ...wrap(terminalText(each), screen.columns - 4).map((line) => `    ${screen.colors.dim(line)}`),
      '',
    ]),
  ];
}

/** What is known about the fix, and what to do about findings that it does not fix. */
function fixSentences(remark: Remark, { risk }: Suggestion, rule: RuleOf): readonly string[] {
  const left = leftBy(remark);
  const fixed = [remark, ...remark.alike].flatMap((each) => each.fixed);
  const begin = remark.alike.length === 0 ? 'The fix was' : 'The fixes were';
  const proven = [begin, PROVEN, riskSentence(risk, fixChecks(fixed, rule))].join(' ').trimEnd();
  const shown = remark.shownAt === null ? null : placeLabel(remark.shownAt);
  const fix = remark.shownAt === null ? proven : `The fix is shown with the findings at ${shown ?? 'no place'}.`;
  return [fix, left.length === 0 ? '' : whatIsLeft(left, rule)];
}
