/** Formats rules: as a list, one rule in full, or as JSON. */
import { typeWords } from '../foundation/parameters.ts';
import { isComparing, type Rule } from '../model/rule.ts';
import { riskSentence } from '../report/fix-wording.ts';
import { levelLabel } from '../report/labels.ts';
import { writeJson } from '../report/json.ts';
import { printableWords, wrap } from '../report/text/terminal.ts';
import { version } from '../foundation/version.ts';
import { count } from '../report/labels.ts';
import { type ListedRule, type RuleHere } from './rules-schema.ts';

export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Ids of the built-in rules. */
  readonly builtIn: ReadonlySet<string>;
  /** How a rule counts in this repository; null if that is not known. */
  readonly hereOf: (rule: Rule) => RuleHere | null;
}

/**
 * One line for each rule. `columns`: the width of a terminal, which also gets two lines for a rule where one is too long, and
 * the sum; null for a file or a pipe.
 */
export function listRules({ rules, hereOf }: RuleSet, columns: number | null): string {
  const rows = rules.map((rule) => {
    const { id, title, sets } = rule;
    const here = hereOf(rule);
    const { severity, enforcement } = here ?? rule;
    const facts = `${severity.padEnd(8)} ${enforcement} ${(here?.runs ?? '?').padEnd(4)}`;
    return { id, facts, title, sets: sets === undefined ? '(own)' : sets.join(',') || '-' };
  });
  const [ids, names] = [longestOf(rows.map(({ id }) => id)), longestOf(rows.map(({ sets }) => sets))];
  const lines = rows.map(({ id, facts, sets, title }) => `${id.padEnd(ids)}  ${facts} ${sets.padEnd(names)}  ${title}`);
  if (columns === null) return printableWords(lines.map((line) => `${line}\n`).join(''));
  const isWide = longestOf(lines) <= columns;
  const shown = isWide ? lines : rows.map((row) => narrow(row, columns));
  const running = rules.filter((rule) => hereOf(rule)?.runs === 'on').length;
  return printableWords(`${shown.join('\n')}\n\n${count(rules.length, 'rule')}, ${running} on here\n`);
}

interface Row {
  readonly id: string;
  readonly facts: string;
  readonly sets: string;
  readonly title: string;
}

/** The id and what is set, and below it the title. */
function narrow({ id, facts, sets, title }: Row, columns: number): string {
  const head = `${id.padEnd(Math.max(0, columns - facts.length - sets.length - 2))} ${facts} ${sets}`.trimEnd();
  const first = head.length <= columns ? [head] : [id, `  ${facts} ${sets}`];
  return [...first, ...wrap(title, columns - 2).map((line) => `  ${line}`)].join('\n');
}

function longestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

/** The output of `rules --format json`. Its schema is schema/rules.schema.json. */
export function rulesJson({ rules, builtIn, hereOf }: RuleSet): string {
  const listed = rules.map((rule) => ({ ...listedRule(rule, builtIn.has(rule.id)), here: hereOf(rule) }));
  return writeJson({ schema: 1, tool: { name: 'plimsoll', version }, rules: listed });
}

function listedRule(rule: Rule, builtIn: boolean): Omit<ListedRule, 'here'> {
  const { id, title, description, severity, enforcement, remedy, fixRisk, fixCheck } = rule;
  const { kinds, standards, level = null, related, report = 'always', since, sets, parameters = {} } = rule;
  const fix = fixRisk === null ? null : { risk: fixRisk, check: fixCheck };
  const listed = {
    id,
    builtIn,
    title,
    description,
    severity,
    enforcement,
    remedy,
    fix,
    kinds,
    standards,
    level,
    related,
    report,
    compares: isComparing(rule),
    since,
  };
  return { ...listed, sets: sets === undefined ? null : [...sets, 'all'], parameters };
}

const ONLY_LOST =
  'A review reports only protections that the change takes away, one severity higher. An audit reports all findings as low.';

const ONLY_REMOVED =
  'A review reports only what the change removes while nothing that stays does the same. An audit reports nothing.';

const ALSO_ADDED =
  'A review reports it with the set default as well: what is added takes a protection away. An audit reports it if it is chosen.';

const ONLY_CHANGED = 'A review compares an object with the same one at the base. An audit reports nothing.';

function whenReported(rule: Rule): string[] {
  if (isComparing(rule)) return [ONLY_CHANGED];
  if (rule.report === 'removed') return [ONLY_REMOVED];
  if (rule.report === 'added') return [ALSO_ADDED];
  return rule.report === 'lost' ? [ONLY_LOST] : [];
}

/** All fields of a rule's header as text, wrapped at `columns`. */
export function describeRule(
  rule: Rule,
  { builtIn, here }: { readonly builtIn: boolean; readonly here: RuleHere | null },
  columns: number,
): string {
  const paragraph = (text: string): string => wrap(text, columns).join('\n');
  const { id, title, severity, enforcement, since, description, remedy, standards, related } = rule;
  const parts = [
    `${id}\n${title}`,
    `Severity:     ${severity}\nEnforcement:  ${enforcement}\nChecks:       ${kindsOf(rule)}\n${hereLine(rule, here)}Sets:         ${setsOf(rule)}\n${levelLine(rule)}Since:        ${since}${builtIn ? '' : ' (your own rule)'}`,
    paragraph(description),
    ...whenReported(rule).map(paragraph),
    `What to do:\n${indented(wrap(remedy, columns - 2))}`,
    `Fix:\n${indented(wrap(fixWords(rule), columns - 2))}`,
    ...section('Parameters', parametersOf(rule, columns - 4)),
    ...section('Standards', standards),
    ...section('Read more', related),
  ];
  return printableWords(`${parts.join('\n\n')}\n`);
}

const hereWords: Readonly<Record<RuleHere['runs'], string>> = {
  on: 'on',
  lost: 'only protections that a change takes away',
  off: 'off',
};

function hereLine(rule: Rule, here: RuleHere | null): string {
  if (here === null) return '';
  const changed = [
    ...(here.severity === rule.severity ? [] : [`severity ${here.severity}`]),
    ...(here.enforcement === rule.enforcement ? [] : [`enforcement ${here.enforcement}`]),
  ];
  return `Here:         ${[hereWords[here.runs], ...changed].join(', ')}\n`;
}

function levelLine({ level }: Rule): string {
  return level === undefined ? '' : `Level:        ${levelLabel(level)}\n`;
}

function kindsOf({ kinds }: Rule): string {
  return kinds.map((kind) => (kind === 'Pod' ? 'every workload' : kind)).join(', ');
}

function setsOf({ sets }: Rule): string {
  return sets === undefined ? 'runs whichever sets are chosen' : [...sets, 'all'].join(', ');
}

function parametersOf({ parameters = {} }: Rule, columns: number): string[] {
  return Object.entries(parameters).flatMap(([name, { type, default: value, description }]) => [
    `${name}: ${typeWords[type]} (default: ${JSON.stringify(value)})`,
    ...wrap(description, columns).map((line) => `  ${line}`),
  ]);
}

function fixWords({ fixRisk, fixCheck }: Rule): string {
  if (fixRisk === null) return 'None is suggested: the manifest does not show which value is right.';
  const applied = { none: 'plimsoll fix', 'may-break': 'plimsoll fix --unsafe', decision: null }[fixRisk];
  const by = applied === null ? 'It is shown, but never applied.' : `\`${applied}\` applies it.`;
  return [riskSentence(fixRisk, fixCheck ?? ''), by].filter((sentence) => sentence !== '').join(' ');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:\n${indented(lines)}`];
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
