/** Converts the header of a rule to a SARIF rule. */
import type { ReportingDescriptor, Result } from 'sarif';
import { type Rule, type Severity } from '../../model/rule.ts';

/** GitHub rejects more than 20 tags per rule, and shows 10. */
const MOST_TAGS = 10;

/** Scores in the middle of GitHub's ranges: above 9 critical, 7 to 8.9 high, 4 to 6.9 medium, below 4 low. */
const SCORES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' };

export function sarifLevel(severity: Severity): NonNullable<Result['level']> {
  const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;
  return levels[severity];
}

/** The metadata of a rule. `rule` is null if it is not loaded: then only its id is known. */
export function sarifRule(id: string, rule: Rule | null, page: string | null): ReportingDescriptor {
  if (rule === null) return { id };
  const { title, description, remedy, severity, standards, related } = rule;
  // A rule without a page links to its first related resource.
  const help = page ?? related[0];
  const links = related.map((url) => `- <${encodeURI(url)}>`);
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: description },
    help: {
      text: [description, remedy, ...related].join('\n'),
      markdown: [description, remedy, links.join('\n')].filter((part) => part !== '').join('\n\n'),
    },
    ...(help === undefined ? {} : { helpUri: encodeURI(help) }),
    defaultConfiguration: { level: sarifLevel(severity) },
    properties: {
      tags: ['security', 'kubernetes', ...standards].slice(0, MOST_TAGS),
      'security-severity': SCORES[severity],
      precision: 'very-high',
    },
  };
}
