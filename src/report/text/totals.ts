/** The first lines of an audit's text: the number of findings by severity and rule. */
import { groupBy } from '../../foundation/groups.ts';
import { type Report } from '../../model/report.ts';
import { bySeverity } from '../../foundation/severity.ts';
import { type Rule, severities } from '../../model/rule.ts';
import { ruleOf } from '../fix-wording.ts';
import { count } from '../labels.ts';
import type { Statement } from '../statements.ts';
import { listedStatements, placesWords } from '../tally.ts';
import { severityColor } from './remark.ts';
import type { Screen } from './screen.ts';
import { crop, terminalText } from './terminal.ts';

/** The most severe first. Empty in a review, which lists its findings one by one, and if there are no findings. */
export function totalLines(report: Report, rules: readonly Rule[], screen: Screen): string[] {
  const all = report.mode === 'audit' ? listedStatements(report) : [];
  if (all.length === 0) return [];
  const counts = severities.flatMap((severity) => {
    const { length } = all.filter((one) => one.severity === severity);
    return length === 0 ? [] : [`${length} ${severity}`];
  });
  return [
    screen.colors.bold(`${count(all.length, 'finding')}${placesWords(report)}: ${counts.join(', ')}`),
    ...rows(all, rules, screen),
    '',
  ];
}

function rows(all: readonly Statement[], rules: readonly Rule[], screen: Screen): string[] {
  const known = ruleOf(rules);
  const groups = [...groupBy(all, ({ severity, rule }) => `${severity} ${rule}`).values()].sort(worstFirst);
  const ids = Math.max(...groups.map(([{ rule }]) => rule.length));
  const digits = Math.max(...groups.map(({ length }) => String(length).length));
  return groups.map((group) => {
    const [{ severity, rule }] = group;
    const start = `  ${severity.padEnd(8)}  ${String(group.length).padStart(digits)}  ${terminalText(rule).padEnd(ids)}`;
    const title = crop(terminalText(known(rule)?.title ?? ''), Math.max(0, screen.columns - start.length - 2));
    const colored = start.replace(severity, severityColor(severity, screen));
    return title === '' ? colored.trimEnd() : `${colored}  ${screen.colors.dim(title)}`;
  });
}

function worstFirst(a: readonly [Statement, ...Statement[]], b: readonly [Statement, ...Statement[]]): number {
  return bySeverity(a[0], b[0]) || b.length - a.length || (a[0].rule < b[0].rule ? -1 : 1);
}
