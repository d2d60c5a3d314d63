/** Formats the index of all rules, docs/rules/README.md. */
import { type Rule } from '../../src/model/rule.ts';

const fixes = { none: 'yes', 'may-break': 'yes, may break', decision: 'shown, to decide' } as const;

/** The text of docs/rules/README.md: one table of rules per group. */
export function ruleIndex(rules: readonly Rule[]): string {
  const groups = [...new Set(rules.map(groupOf))];
  return [
    '# Rules',
    `${rules.length} rules, generated from their headers. [How to write one](../writing-rules.md), [why these and not others](../rule-decisions.md).`,
    'A finding of a rule with enforcement deny blocks the merge when its severity is at or above `fail-on`, which is high unless set; warn never does. The configuration may choose [sets of rules](../configuration.md#sets-of-rules); every rule is in `all`.',
    ...groups.flatMap((group) => [`## ${group}`, table(rules.filter((rule) => groupOf(rule) === group))]),
    '',
  ].join('\n\n');
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
