/** Formats the index of all rules, docs/rules/README.md. */
import { type Rule, ruleSets } from '../../src/model/rule.ts';

const fixes = { none: 'yes', 'may-break': 'yes, may break', decision: 'shown, to decide' } as const;

/** The text of docs/rules/README.md: a table of rules for each group, one by set and one by standard. */
export function ruleIndex(rules: readonly Rule[]): string {
  const groups = [...new Set(rules.map(groupOf))];
  return [
    '# Rules',
    `${rules.length} rules, generated from their headers. [How to write one](../writing-rules.md), [why these and not others](../rule-decisions.md).`,
    'A finding of a rule with enforcement deny blocks the merge when its severity is at or above `fail-on`, which is high unless set; warn never does. The set `default` runs unless the configuration or `--sets` chooses other [sets](../configuration.md#sets-of-rules); every rule is in `all`. Below: by group, [by set](#by-set), [by standard](#by-standard).',
    ...groups.flatMap((group) => [`## ${group}`, table(rules.filter((rule) => groupOf(rule) === group))]),
    '## By set',
    setTable(rules),
    '## By standard',
    'What a rule covers of a control; no control is claimed to be covered whole.',
    standardTable(rules),
    '',
  ].join('\n\n');
}

function setTable(rules: readonly Rule[]): string {
  const rows = ruleSets.map((set) => {
    const inSet = rules.filter(({ sets = [] }) => sets.includes(set));
    return `| ${set} | ${inSet.length} | ${links(inSet)} |`;
  });
  const all = `| all | ${rules.length} | every rule |`;
  return ['| Set | Rules | |', '| --- | --- | --- |', ...rows, all].join('\n');
}

function standardTable(rules: readonly Rule[]): string {
  const controls = [...new Set(rules.flatMap(({ standards }) => standards))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const rows = controls.map(
    (control) => `| ${control} | ${links(rules.filter(({ standards }) => standards.includes(control)))} |`,
  );
  return ['| Control | Rules |', '| --- | --- |', ...rows].join('\n');
}

function links(rules: readonly Rule[]): string {
  return rules.map(({ id }) => `[${id}](${id}.md)`).join(', ');
}

function groupOf(rule: Rule): string {
  return rule.id.slice(0, rule.id.indexOf('/'));
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => {
    const fix = rule.fixRisk === null ? 'no' : fixes[rule.fixRisk];
    return `| [${rule.id}](${rule.id}.md) | ${rule.title} | ${rule.severity} | ${rule.enforcement} | ${fix} | ${(rule.sets ?? []).join(', ')} |`;
  });
  return [
    '| Rule | Title | Severity | Enforcement | Fix | Sets |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
