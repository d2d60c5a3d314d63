/** Formats the documentation page of a rule. */
import { type Path } from '../../src/model/json.ts';
import { type Rule } from '../../src/model/rule.ts';
import { levelLabel } from '../../src/report/labels.ts';
import { typeWords } from '../../src/foundation/parameters.ts';
import { table } from '../readme/markdown.ts';
import type { Example } from './example.ts';

const riskWords = {
  none: 'Plimsoll suggests a fix that programs should not notice.',
  'may-break': 'Plimsoll suggests a fix that may break the program. Before you take it, check:',
  decision: 'Plimsoll shows what a fix looks like; which value is right is yours to decide.',
} as const;

/** The text of docs/rules/<group>/<rule>.md. */
export function rulePage(rule: Rule, example: Example): string {
  const file = rule.id.slice(rule.id.indexOf('/') + 1);
  const source = `../../../policies/rules/${rule.id}`;
  return [
    `# ${rule.title}`,
    `\`${rule.id}\` · severity ${rule.severity} · ${rule.enforcement} · looks at ${kindWords(rule)}${levelWords(rule)} · since ${rule.since} · in the [sets](../../configuration.md#sets-of-rules) ${setWords(rule)}`,
    rule.description,
    ...reportParts(rule),
    '## What to do',
    rule.remedy,
    fixWords(rule),
    ...parameterParts(rule),
    '## Example',
    ...exampleParts(example),
    '## Standards',
    rule.standards.map((standard) => `- ${standard}`).join('\n'),
    '## Read more',
    rule.related.map((link) => `- <${link}>`).join('\n'),
    `The rule is [${file}.rego](${source}/${file}.rego), its tests are [cases](${source}/cases).`,
    '',
  ].join('\n\n');
}

function reportParts({ report, compares }: Rule): string[] {
  if (compares === true)
    return [
      'It compares an object with the same one at the base: only a review reports it ([why](../../writing-rules.md#comparing-with-the-base)).',
    ];
  if (report === 'removed')
    return [
      'A review reports it where the change removes the object, and nothing that stays does the same. An audit never does ([why](../../writing-rules.md#only-what-is-removed)).',
    ];
  if (report === 'added')
    return [
      'With the set `default`, a review reports it as well: what is added takes a protection away ([why](../../writing-rules.md#what-is-added)).',
    ];
  if (report !== 'lost') return [];
  return [
    'A review reports it only where the change takes this protection away, one severity higher. An audit reports it as low ([why](../../writing-rules.md#only-lost-protections)).',
  ];
}

function kindWords(rule: Rule): string {
  return rule.kinds.map(oneKind).join(', ');
}

function oneKind(kind: string): string {
  if (kind === '*') return 'every kind';
  return kind === 'Pod' ? 'every pod that an object makes' : kind;
}

function levelWords({ level }: Rule): string {
  return level === undefined ? '' : ` · ${levelLabel(level)}`;
}

function setWords({ sets = [] }: Rule): string {
  return [...sets, 'all'].join(', ');
}

function parameterParts({ parameters = {} }: Rule): string[] {
  const rows = Object.entries(parameters).map(([name, { type, default: value, description }]) => [
    `\`${name}\``,
    typeWords[type],
    `\`${JSON.stringify(value)}\``,
    description,
  ]);
  if (rows.length === 0) return [];
  const how = 'The [configuration](../../configuration.md#parameters) can set them for all objects, or for some only.';
  return ['## Parameters', table(['name', 'value', 'default', 'meaning'], rows), how];
}

function fixWords(rule: Rule): string {
  if (rule.fixRisk === null) return 'Plimsoll suggests no fix: the manifest does not tell what is right.';
  return [riskWords[rule.fixRisk], ...(rule.fixCheck === null ? [] : [rule.fixCheck])].join(' ');
}

function exampleParts(example: Example): string[] {
  const findings = example.findings.map(({ path, message }) => `- ${message} (\`${pathWords(path)}\`)`);
  return [
    ...(example.base === null ? [] : [fence('yaml', example.base), 'changed to']),
    fence('yaml', example.input),
    ...(example.facts === null ? [] : ['with these facts about the repository', fence('json', example.facts)]),
    ...(example.parameters === null ? [] : ['with these parameters of the rule', fence('json', example.parameters)]),
    'is found as',
    findings.join('\n'),
    ...(example.fixed === null ? [] : ['and is fixed by', fence('yaml', example.fixed)]),
  ];
}

/** `spec.containers[0].image`; keys that are not a single word are quoted. */
function pathWords(path: Path): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return /^[A-Za-z]\w*$/.test(part) ? `.${part}` : `["${part}"]`;
    })
    .join('')
    .replace(/^\./, '');
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
