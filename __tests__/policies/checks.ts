import { type Rule } from '../../src/model/rule.ts';

/** The checks that rules are, as `<level> <id>`, sorted. */
export function checksOf(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ level }) => (level === undefined ? [] : [`${level.name} ${level.check}`])).sort();
}
