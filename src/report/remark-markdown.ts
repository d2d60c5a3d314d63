/** Formats a remark (findings with a shared fix) as Markdown. */
import { type Lines, type Place } from '../model/problem.ts';
import { type Finding } from '../model/report.ts';
import { type Suggestion } from '../model/suggestion.ts';
import { spellOutInCode } from './control-characters.ts';
import { code, fence, link, prose, proseWithCode } from './escape-markdown.ts';
import { deployedBy, type DeploymentsOf } from './deployments.ts';
import { type LinesOfFile, suggestionDiff } from './excerpt.ts';
import { fixChecks, PROVEN, riskSentence, type RuleOf, whatIsLeft, whatToDo } from './fix-wording.ts';
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
} from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import type { Links } from './links.ts';
import { waiveParts } from './waive.ts';
import { CONTEXT, leftBy, type Remark } from './remark.ts';
import { type Statement, statements } from './statements.ts';
import { valuesOriginsOf } from './value-origins.ts';
import { type JoinedStatement, joinedStatements } from './joined-statements.ts';

const MOST_OBJECTS = 3;

/** What formatting findings needs. */
export interface Context {
  readonly rule: RuleOf;
  readonly lines: LinesOfFile;
  readonly links: Links;
  readonly deployments: DeploymentsOf;
  /** ISO date, for the last day of offered waivers; absent: the day is left to the user. */
  readonly today?: string;
}

/**
 * Where the Markdown is shown: on lines, on a file, or elsewhere. What is shown next to it needs no words. `canApply`: one click can
 * apply a suggestion for exactly these lines.
 */
export type RemarkPlace =
  (Lines & { readonly canApply: boolean }) | Extract<Place, { kind: 'file' }> | { readonly kind: 'elsewhere' };

/** A remark as Markdown: what is wrong, why, and the fix. Each item is a complete paragraph or fence. */
export function remarkMarkdown(remark: Remark, standing: RemarkPlace, context: Context): readonly string[] {
  const { suggestion } = remark;
  const all = joinedStatements(remark);
  const saysWhy = (at: number): boolean => all.findIndex(({ rules }) => rules[0] === all[at]?.rules[0]) === at;
  return [
    ...all.flatMap((statement, at) => statementParts(statement, saysWhy(at), remark, standing, context)),
    ...whereParts(remark, standing, context),
    ...(suggestion === null ? remedyParts(remark.findings, context) : fixParts(remark, suggestion, standing, context)),
    // A summary says this once for all remarks.
    ...(standing.kind === 'elsewhere' ? [] : waiveParts(statements(remark), context.today)),
  ];
}

function statementParts(
  statement: JoinedStatement,
  /** Whether it is the first one of its rule here: the reason is said once. */
  saysWhy: boolean,
  remark: Remark,
  standing: RemarkPlace,
  { rule, links, deployments }: Context,
): readonly string[] {
  const { severity, status, message, rules, parts, sources, places, isLeft, risk } = statement;
  const isListed = hasMany(statement);
  const worse = status === 'worsened' ? ' (worse than before)' : '';
  const about = [
    ...rules.map((id) => link(prose(id), links.rule(id))),
    ...(isListed ? [] : [objectsMarkdown(statement.objects)]),
    ...sourcesMarkdown(sources, deployments),
    ...(isListed || isOfOnePlace(remark) ? [] : otherPlaces(places, standing, links)),
    ...(statement.enforcement === 'warn' ? ['does not block'] : []),
    ...(parts > 1 ? [count(parts, 'finding')] : []),
    ...(isLeft ? ['**not fixed by the suggestion**'] : []),
  ];
  const why = rules.length > 1 || !saysWhy ? '' : firstSentence(rule(rules[0])?.description);
  return [
    `**${severity}**${worse} · ${prose(message)}`,
    [
      ...(why === '' ? [] : [proseWithCode(why)]),
      ...(risk === undefined ? [] : [prose(riskLabel(risk, statement.atRisk))]),
      about.join(' · '),
    ].join('<br>'),
    ...(isListed ? sitesMarkdown(statement.sites, links) : []),
  ];
}

/** Whether the objects and places of a statement are a list below it, because a line would leave out some. */
function hasMany({ objects, places }: JoinedStatement): boolean {
  return objects.length > MOST_OBJECTS || (objects.length > 1 && places.length > MOST_OBJECTS);
}

/** Number of objects in a list that are shown at once. The next ones are folded. */
const mostListed = 10;
const mostFolded = 100;

/** Each object with its place. */
function sitesMarkdown(sites: Statement['sites'], links: Links): readonly string[] {
  const items = sites.map(({ object, place }) => `- ${code(objectLabel(object))} · ${placeMarkdown(place, links)}`);
  const [shown, folded] = [items.slice(0, mostListed), items.slice(mostListed, mostListed + mostFolded)];
  if (folded.length === 0) return [shown.join('\n')];
  const left = items.length - mostListed - folded.length;
  const last = left > 0 ? [`- and ${left} more`] : [];
  const summary = `<summary>${items.length - mostListed} more</summary>`;
  return [shown.join('\n'), `<details>${summary}\n\n${[...folded, ...last].join('\n')}\n\n</details>`];
}

/** The places that the standing does not show, as `also at` if it shows another one. */
function otherPlaces(places: readonly Place[], standing: RemarkPlace, links: Links): readonly string[] {
  const others = places.filter((place) => !covers(standing, place));
  if (others.length === 0) return [];
  const named = fewOf(others.map((place) => placeMarkdown(place, links)));
  return [others.length < places.length ? `also at ${named}` : named];
}

/** The sources, if there are several, and their deployments: `deployed by web in prod: apps/web-prod.yaml and 2 more`. */
export function sourcesMarkdown(sources: readonly string[], deployments: DeploymentsOf): readonly string[] {
  const several =
    sources.length > 1 ? [`in ${sources.length} sources: ${fewOf(sources.map(sourceLabel).map(code))}`] : [];
  const deployed = deployedBy(deployments(sources));
  const values = valuesLabel(sources);
  if (deployed === '') return values === '' ? several : [prose(values)];
  return [...several, prose(deployed)];
}

/** Why it matters, in one sentence: the rule's page has the rest. */
function firstSentence(description = ''): string {
  return /^.*?[.!?](?=\s+\p{Lu}|\s*$)/su.exec(description)?.[0] ?? description;
}

function objectsMarkdown(objects: Statement['objects']): string {
  const named = objects.slice(0, MOST_OBJECTS).map((object) => code(objectLabel(object)));
  const more = objects.length - MOST_OBJECTS;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

/** The place of the finding and the origin of its value, unless the comment's own lines show them. */
function whereParts(remark: Remark, standing: RemarkPlace, { links }: Context): readonly string[] {
  const { place, findings } = remark;
  const here = standing.kind === 'elsewhere' ? null : placeLabel(standing);
  const isSaid = place.kind === 'summary' || covers(standing, place) || !isOfOnePlace(remark) || isEdited(remark);
  const found = isSaid ? [] : [`Found at ${placeMarkdown(place, links)}.`];
  const values = valuesOriginsOf(findings)
    .filter(({ file, line }) => `${file}:${line}` !== here)
    .map(({ file, line, path }) => {
      const target = links.file(file, line);
      return `The value is ${code(pathLabel(path))} at ${link(code(`${file}:${line}`), target)}.`;
    });
  const templates = templateLabels(findings).map((template) => `Made by ${code(template)}.`);
  const sentences = [...found, ...templates, ...new Set(values)];
  return sentences.length > 0 ? [sentences.join(' ')] : [];
}

/** Whether all findings have the same place. If not, each statement names its place. */
function isOfOnePlace({ findings: [first, ...others] }: Remark): boolean {
  return others.every(({ place }) => placeLabel(place) === placeLabel(first.place));
}

/** Whether the fix edits exactly the lines of the place, and so shows where they are. */
function isEdited({ place, suggestion, shownAt }: Remark): boolean {
  if (suggestion === null || shownAt !== null || place.kind !== 'lines') return false;
  const { file, first, last } = suggestion;
  return file === place.file && first === place.first && last === place.last;
}

/** Whether the Markdown is shown on the place, or on lines that contain it. */
function covers(standing: RemarkPlace, place: Place): boolean {
  if (standing.kind === 'elsewhere' || place.kind === 'summary' || standing.file !== place.file) return false;
  if (standing.kind === 'file' || place.kind === 'file') return standing.kind === place.kind;
  return standing.first <= place.first && place.last <= standing.last;
}

/** A place as a link. */
export function placeMarkdown(place: Place, links: Links): string {
  if (place.kind === 'summary') return prose(place.why);
  const target = place.kind === 'lines' ? links.file(place.file, place.first, place.last) : links.file(place.file);
  return link(code(placeLabel(place) ?? ''), target);
}

/** What to do if there is no suggestion. */
function remedyParts(findings: readonly Finding[], { rule }: Context): readonly string[] {
  const sentences = whatToDo(findings, rule);
  return sentences === '' ? [] : [proseWithCode(sentences)];
}

function fixParts(remark: Remark, suggestion: Suggestion, standing: RemarkPlace, context: Context): readonly string[] {
  // The text of a Secret is never quoted.
  if (remark.findings.some(({ object }) => object.kind === 'Secret')) return remedyParts(remark.findings, context);
  const left = leftBy(remark);
  const rest = left.length === 0 ? [] : [proseWithCode(whatIsLeft(left, context.rule))];
  const { file, first, last } = suggestion;
  const lines = `${first === last ? 'line' : 'lines'} ${lineRange(first, last)}`;
  const target = `${link(code(file), context.links.file(file, first, last))}, ${lines}`;
  if (remark.shownAt !== null) {
    const shown = placeMarkdown(remark.shownAt, context.links);
    return [`Fixed by the edit in ${target}, which is shown with the findings at ${shown}.`, ...rest];
  }
  const note = fixNote(
    suggestion,
    [remark, ...remark.alike].flatMap(({ fixed }) => fixed),
    context.rule,
  );
  const others = [...alikeParts(remark, context), note, ...rest];
  if (isClickable(suggestion, standing)) return [fence('suggestion', suggestion.replacement), ...others];
  return [`In ${target}:`, fence('diff', diffText(context.lines, suggestion)), ...others];
}

/** Maximum number of fixes in other sources that are shown. */
const MOST_ALIKE = 5;

/** The fixes of the same in other sources. */
function alikeParts({ alike }: Remark, { lines, links }: Context): readonly string[] {
  const shown = alike.slice(0, MOST_ALIKE).flatMap(({ suggestion }) => {
    if (suggestion === null) return [];
    const { file, first, last } = suggestion;
    const where = `${link(code(file), links.file(file, first, last))}, ${first === last ? 'line' : 'lines'} ${lineRange(first, last)}`;
    return [`Also in ${where}:`, fence('diff', diffText(lines, suggestion))];
  });
  const more = alike.length - MOST_ALIKE;
  return more > 0 ? [...shown, `And in ${count(more, 'other file')}, likewise.`] : shown;
}

function fixNote(suggestion: Suggestion, mended: readonly Finding[], rule: RuleOf): string {
  const proven = `${PROVEN.charAt(0).toUpperCase()}${PROVEN.slice(1)}`;
  const risk = riskSentence(suggestion.risk, fixChecks(mended, rule));
  return risk === '' ? proven : `${proven} ${proseWithCode(risk)}`;
}

/**
 * Whether GitHub can apply the suggestion: it applies to exactly the lines of its comment. A decision never gets a
 * button.
 */
function isClickable(suggestion: Suggestion, standing: RemarkPlace): boolean {
  if (standing.kind !== 'lines' || !standing.canApply || suggestion.risk === 'decision') return false;
  const { file, first, last } = standing;
  const same = suggestion.file === file && suggestion.first === first && suggestion.last === last;
  return same && suggestion.replacement.split('\n').every((line) => spellOutInCode(line) === line);
}

function diffText(lines: LinesOfFile, suggestion: Suggestion): string {
  return suggestionDiff(lines, suggestion, CONTEXT)
    .map(({ mark, text }) => mark + spellOutInCode(text))
    .join('\n');
}
