/**
 * Joins what is wrong with one container in several ways, but for one reason, into one sentence; and what is wrong with several
 * containers in the same way into one that names them all.
 */
import { type Waiver } from '../model/finding.ts';
import { type Finding } from '../model/report.ts';
import { groupBy } from '../foundation/groups.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { byWeight } from '../foundation/severity.ts';
import { count, fewOf, subjectLabel } from './labels.ts';
import { type Remark, remarkOf } from './remark.ts';
import { sameFindings } from './tally.ts';
import {
  distinctPlaces,
  distinctSites,
  isLong,
  type Statement,
  statements,
  subjectOfStatement,
  worstRisk,
} from './statements.ts';

/** One message of one rule, or of several rules about one container, with all objects and sources that it applies to. */
export interface JoinedStatement extends Omit<Statement, 'rule'> {
  readonly rules: readonly [string, ...string[]];
  /** How many statements it is made of: this is how reports count. */
  readonly parts: number;
}

/** The findings of a remark as readers see them, the most severe first. JSON and SARIF keep them apart. */
export function joinedStatements(remark: Remark): readonly JoinedStatement[] {
  const groups = groupBy(statements(remark), (statement) => {
    const subject = subjectOf(statement);
    if (subject === null || !isOfRestricted(statement)) return JSON.stringify(statement);
    return JSON.stringify({ ...statement, rule: '', message: subject.label, templates: [] });
  });
  return saidOnce(withConsequences([...groups.values()].map(joined)));
}

function isOfRestricted({ rule }: Pick<Statement, 'rule'>): boolean {
  return rule.startsWith('pod-security-restricted/');
}

/** What a container lacks of the restricted level. */
function joined(all: readonly [Statement, ...Statement[]]): JoinedStatement {
  const [{ rule: first, ...common }, ...others] = all;
  const rules = [first, ...others.map(({ rule }) => rule)] as const;
  if (others.length === 0) return { ...common, rules, parts: 1 };
  const subjects = all.flatMap((statement) => subjectOf(statement) ?? []);
  const predicates = subjects.map(({ predicate }) => predicate);
  const more = new Set(subjects.flatMap(({ rest }) => (rest === '' ? [] : [rest])));
  const sentence = `${subjects[0]?.label ?? ''} ${shortfall}${predicates.join('; ')}.`;
  const templates = [...new Set(all.flatMap((statement) => statement.templates))];
  return { ...common, rules, templates, parts: all.length, message: [sentence, ...more].join(' ') };
}

const privileged = 'pod-security-baseline/privileged-containers';

/** A privileged container falls short of the restricted level as well: that is said with it. */
function withConsequences(all: readonly JoinedStatement[]): readonly JoinedStatement[] {
  const causes = all.filter(({ rules: [rule] }) => rule === privileged);
  const taken = new Set<JoinedStatement>();
  const told = new Map(
    causes.map((cause) => {
      const label = subjectOf(cause)?.label ?? null;
      const own = all.filter(
        (each) =>
          label !== null &&
          isOfRestricted({ rule: each.rules[0] }) &&
          each.status === cause.status &&
          subjectOf(each)?.label === label &&
          namesOf(each) === namesOf(cause),
      );
      for (const each of own) taken.add(each);
      return [cause, withConsequence(cause, own)] as const;
    }),
  );
  return all.flatMap((each) => (taken.has(each) ? [] : [told.get(each) ?? each]));
}

const shortfall = 'falls short of the restricted level: ';

function withConsequence(cause: JoinedStatement, own: readonly JoinedStatement[]): JoinedStatement {
  if (own.length === 0) return cause;
  const subjects = own.flatMap((each) => subjectOf(each) ?? []);
  const predicates = subjects.map(({ predicate }) =>
    predicate.startsWith(shortfall) ? predicate.slice(shortfall.length) : predicate,
  );
  const more = new Set(subjects.flatMap(({ rest }) => (rest === '' || cause.message.includes(rest) ? [] : [rest])));
  const all = [cause, ...own];
  return {
    ...cause,
    message: [cause.message, `It also ${shortfall}${predicates.join('; ')}.`, ...more].join(' '),
    rules: [cause.rules[0], ...all.flatMap(({ rules }) => rules).slice(1)],
    parts: all.reduce((sum, { parts }) => sum + parts, 0),
    templates: [...new Set(all.flatMap(({ templates }) => templates))],
  };
}

function namesOf({ objects, sources }: Pick<Statement, 'objects' | 'sources'>): string {
  return JSON.stringify([objects.map(objectLabel), sources]);
}

/** Findings that are listed in a line: what is fixed, waived, or not of this change. */
export interface BriefStatement {
  readonly statement: JoinedStatement;
  readonly waiver: Waiver | null;
}

/** Findings in short, the most severe first: what says the same, and is accepted by the same waiver, is one line. */
export function briefStatements(findings: readonly Finding[]): readonly BriefStatement[] {
  const groups = groupBy(sameFindings(findings).values(), ([{ waiver = null }]) => JSON.stringify(waiver));
  return [...groups.values()]
    .flatMap((group) => {
      const [[{ waiver = null }]] = group;
      const each = group.flatMap((all) => statements({ ...remarkOf(all), suggestion: null }));
      const joined = each.map(({ rule, ...common }): JoinedStatement => ({ ...common, rules: [rule], parts: 1 }));
      return saidOnce(joined).map((statement) => ({ statement, waiver }));
    })
    .toSorted((a, b) => byWeight(a.statement, b.statement));
}

/** Joins statements that say the same of other containers, objects or places. */
export function saidOnce(all: readonly JoinedStatement[]): readonly JoinedStatement[] {
  const groups = groupBy(all, (statement) => {
    // A row that is left out because one name in it is too long would take the others with it.
    if (isLong(statement)) return statement;
    const { rules, severity, enforcement, status, isLeft, message } = statement;
    const subject = subjectOfStatement(statement);
    // A label stands only at the beginning of the sentence.
    const rest = subject === null ? message : message.slice(subject.length);
    return JSON.stringify([rules, severity, enforcement, status, isLeft, subject !== null, rest]);
  });
  return [...groups.values()].map(together);
}

function together(all: readonly [JoinedStatement, ...JoinedStatement[]]): JoinedStatement {
  const [first, ...others] = all;
  if (others.length === 0) return first;
  const objects = new Map(all.flatMap((each) => each.objects).map((object) => [objectLabel(object), object]));
  const [place, ...places] = first.places;
  return {
    ...first,
    message: `${first.message}${sameOf(first, others)}`,
    parts: all.reduce((sum, { parts }) => sum + parts, 0),
    objects: [...objects.values()],
    sites: distinctSites(all.flatMap(({ sites }) => sites)),
    sources: [...new Set(all.flatMap((each) => each.sources))].sort(),
    templates: [...new Set(all.flatMap((each) => each.templates))],
    places: distinctPlaces([place, ...places, ...others.flatMap((each) => each.places)]),
    ...worstRisk(all),
  };
}

/** Of what else it is true. Objects are named beside the sentence. */
function sameOf(first: JoinedStatement, others: readonly JoinedStatement[]): string {
  const own = subjectOfStatement(first);
  const labels = [...new Set(others.flatMap((each) => subjectOfStatement(each) ?? []))].filter(
    (label) => label !== own,
  );
  if (labels.length === 0) return '';
  const areObjects = subjectLabel(first.message) === null;
  return ` The same is true of ${areObjects ? count(labels.length, 'other object') : inSentence(labels)}.`;
}

/** `containers "a", "b" and 2 more`, or each with its kind if these differ. */
function inSentence(labels: readonly string[]): string {
  const kinds = new Set(labels.map((label) => label.replace(/ (?:"[^"]*"|\d+)$/, '')));
  const lower = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);
  const [kind = ''] = kinds;
  if (kinds.size > 1 || labels.length < 2) return fewOf(labels.map(lower));
  return `${lower(kind)}s ${fewOf(labels.map((label) => label.slice(kind.length + 1)))}`;
}

interface Subject {
  /** `Container "web"`, or `The pod`. */
  readonly label: string;
  /** `has no seccomp profile`. */
  readonly predicate: string;
  /** The sentences after the first one. */
  readonly rest: string;
}

function subjectOf({ message }: Pick<Statement, 'message'>): Subject | null {
  const label = subjectLabel(message);
  const found = label === null ? null : /^ (.+?)\.(?: (.+))?$/s.exec(message.slice(label.length));
  return label === null || found === null ? null : { label, predicate: found[1] ?? '', rest: found[2] ?? '' };
}
