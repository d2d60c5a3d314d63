/** Joins remarks that say the same, so that a reader reads it once. */
import { groupBy } from '../foundation/groups.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { subjectLabel } from './labels.ts';
import { type Remark, showsItself, suggestionKey } from './remark.ts';
import { isLong, type Statement, statements, subjectOfStatement } from './statements.ts';

/** Joins remarks that say the same at one place, and differ only in sources and in what their suggestions edit. */
export function withAlike(all: readonly Remark[]): readonly Remark[] {
  const groups = groupBy(all, (remark) => {
    if (remark.suggestion === null || showsItself(remark)) return remark;
    return JSON.stringify(statements(remark).map(withoutSources));
  });
  return [...groups.values()].map(([first, ...alike]) => {
    return { ...first, findings: findingsOfAll(first, alike), alike };
  });
}

/**
 * Joins remarks whose one edit is in another file, and which say the same of other containers or objects: a value that several
 * templates print. They are best shown at that value.
 */
export function atTheirValue(all: readonly Remark[]): readonly Remark[] {
  const groups = groupBy(all, (remark) => {
    const { suggestion, place } = remark;
    if (suggestion === null || place.kind === 'summary' || place.file === suggestion.file) return remark;
    if (statements(remark).some(isLong)) return remark;
    const said = statements(remark).map(({ rule, severity, enforcement, status, message, isLeft }) =>
      JSON.stringify([rule, severity, enforcement, status, message.slice(subjectLabel(message)?.length ?? 0), isLeft]),
    );
    return JSON.stringify([suggestionKey(remark), said.sort()]);
  });
  return [...groups.values()].map(([first, ...others]) => {
    const { suggestion } = first;
    if (suggestion === null || others.length === 0) return first;
    const { file, first: from, last } = suggestion;
    const place = { kind: 'lines', file, first: from, last } as const;
    return { ...first, findings: findingsOfAll(first, others), place };
  });
}

/**
 * Joins what the same rule says of one object in one file: of several containers or volumes, for example. Each suggestion is shown;
 * the first one is that of the whole.
 */
export function eachObjectOnce(all: readonly Remark[]): readonly Remark[] {
  const groups: [Remark, ...Remark[]][] = [];
  const byKey = new Map<string, [Remark, ...Remark[]]>();
  for (const remark of all) {
    const keys = keysOfObject(remark);
    const known = keys.map((key) => byKey.get(key)).find((group) => group !== undefined);
    known?.push(remark);
    const group: [Remark, ...Remark[]] = known ?? [remark];
    if (known === undefined) groups.push(group);
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, group);
  }
  return groups.map(asOne);
}

/** One key for each rule; empty if the remark is not about one object on lines of one file. */
function keysOfObject({ findings }: Remark): readonly string[] {
  const about = findings.map(({ object, place, status }) =>
    place.kind === 'lines' ? JSON.stringify([objectLabel(object), place.file, status]) : null,
  );
  const [one, ...others] = new Set(about);
  if (one === undefined || one === null || others.length > 0) return [];
  const sources = [...new Set(findings.map(({ source }) => source))].sort();
  return [...new Set(findings.map(({ rule }) => JSON.stringify([rule, one, sources])))];
}

function asOne(group: readonly [Remark, ...Remark[]]): Remark {
  const first = group.find(({ suggestion }) => suggestion !== null) ?? group[0];
  const others = group.filter((remark) => remark !== first);
  const fixes = others.filter(({ suggestion }) => suggestion !== null);
  return {
    ...first,
    findings: findingsOfAll(first, others),
    alike: [...first.alike, ...fixes.flatMap((remark) => [{ ...remark, alike: [] }, ...remark.alike])],
  };
}

/**
 * Joins remarks without a suggestion that say the same, of the same objects in many generated files or of other objects: one that has a
 * suggestion stays where it can be applied.
 */
export function eachSentenceOnce(all: readonly Remark[]): readonly Remark[] {
  const groups = groupBy(all, (remark) => {
    const said = statements(remark);
    if (remark.suggestion !== null || said.some(isLong)) return remark;
    return JSON.stringify([...new Set(said.map(sentenceKey))].sort());
  });
  return [...groups.values()].map(([first, ...others]) =>
    others.length === 0 ? first : { ...first, findings: findingsOfAll(first, others) },
  );
}

/** Equal for statements that say the same of whatever they are about. */
function sentenceKey(statement: Statement): string {
  const { rule, severity, enforcement, status, message } = statement;
  const { length } = subjectOfStatement(statement) ?? '';
  return JSON.stringify([rule, severity, enforcement, status, length > 0, message.slice(length)]);
}

function findingsOfAll({ findings: [first, ...more] }: Remark, others: readonly Remark[]): Remark['findings'] {
  return [first, ...more, ...others.flatMap(({ findings }) => findings)];
}

function withoutSources({ rule, severity, enforcement, status, message, place, isLeft }: Statement): unknown {
  return [rule, severity, enforcement, status, message, place, isLeft];
}
