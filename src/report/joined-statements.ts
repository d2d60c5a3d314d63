/**
 * Joins what is wrong with one container in several ways, but for one reason, into one sentence: a container that falls
 * short of the restricted level mostly does so in four fields at once.
 */
import { groupBy } from '../foundation/groups.ts';
import { type Remark, type Statement, statements } from './remarks.ts';

/** One message of one rule, or of several rules about one container, with all objects and sources that it applies to. */
export interface JoinedStatement extends Omit<Statement, 'rule'> {
  readonly rules: readonly [string, ...string[]];
}

/** The findings of a remark as readers see them, the most severe first. JSON and SARIF keep them apart. */
export function joinedStatements(remark: Remark): readonly JoinedStatement[] {
  const groups = groupBy(statements(remark), (statement) => {
    const subject = subjectOf(statement);
    if (subject === null) return JSON.stringify(statement);
    return JSON.stringify({ ...statement, rule: '', message: subject.label, templates: [] });
  });
  return [...groups.values()].map(joined);
}

function joined(all: readonly [Statement, ...Statement[]]): JoinedStatement {
  const [{ rule: first, ...common }, ...others] = all;
  const rules = [first, ...others.map(({ rule }) => rule)] as const;
  if (others.length === 0) return { ...common, rules };
  const subjects = all.flatMap((statement) => subjectOf(statement) ?? []);
  const parts = subjects.map(({ predicate }) => predicate);
  const more = new Set(subjects.flatMap(({ rest }) => (rest === '' ? [] : [rest])));
  const sentence = `${subjects[0]?.label ?? ''} falls short of the restricted level: ${parts.join('; ')}.`;
  const templates = [...new Set(all.flatMap((statement) => statement.templates))];
  return { ...common, rules, templates, message: [sentence, ...more].join(' ') };
}

interface Subject {
  /** `Container "web"`, or `The pod`. */
  readonly label: string;
  /** `has no seccomp profile`. */
  readonly predicate: string;
  /** The sentences after the first one. */
  readonly rest: string;
}

/** Rules of the restricted level begin their messages with the container or the pod; null for other rules. */
function subjectOf({ rule, message }: Statement): Subject | null {
  if (!rule.startsWith('pod-security-restricted/')) return null;
  const found = /^(The pod|(?:Container|Init container|Ephemeral container) (?:"[^"]*"|\d+)) (.+?)\.(?: (.+))?$/s.exec(
    message,
  );
  if (found === null) return null;
  const [, label = '', predicate = '', rest = ''] = found;
  return { label, predicate, rest };
}
