/** Formats rules: as a list, one rule in full, or as JSON. */
import { typeWords } from '../foundation/parameters.ts';
import { isComparing, type Rule } from '../model/rule.ts';
import { riskSentence } from '../report/fix-wording.ts';
import { levelLabel } from '../report/labels.ts';
import { writeJson } from '../report/json.ts';
import { printableWords, wrap } from '../report/text/terminal.ts';
import { version } from '../foundation/version.ts';
import { type ListedRule } from './rules-schema.ts';

export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Ids of the built-in rules. */
  readonly builtIn: ReadonlySet<string>;
}

/** One line for each rule. */
export function listRules({ rules }: RuleSet): string {
  const width = Math.max(...rules.map(({ id }) => id.length)) + 1;
  const lines = rules.map(({ id, severity, title }) => `${id.padEnd(width)} ${severity.padEnd(8)} ${title}\n`);
  return printableWords(lines.join(''));
}

/** The output of `rules --format json`. Its schema is schema/rules.schema.json. */
export function rulesJson({ rules, builtIn }: RuleSet): string {
  const listed = rules.map((rule) => listedRule(rule, builtIn.has(rule.id)));
  return writeJson({ schema: 1, tool: { name: 'plimsoll', version }, rules: listed });
}

function listedRule(rule: Rule, builtIn: boolean): ListedRule {
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
export function describeRule(rule: Rule, builtIn: boolean, columns: number): string {
  const paragraph = (text: string): string => wrap(text, columns).join('\n');
  const { id, title, severity, enforcement, since, description, remedy, standards, related } = rule;
  const parts = [
    `${id}\n${title}`,
    `Severity:     ${severity}\nEnforcement:  ${enforcement}\nChecks:       ${kindsOf(rule)}\nSets:         ${setsOf(rule)}\n${levelLine(rule)}Since:        ${since}${builtIn ? '' : ' (your own rule)'}`,
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
