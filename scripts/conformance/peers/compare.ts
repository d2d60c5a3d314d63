/** Compares what suites expect with what the mapped rules find. */
import { type Expectation, labelOf, type Suite } from './expectation.ts';
import { isFoundBy, type Judge, type JudgedObject } from './cluster.ts';
import { objectsOf } from './files.ts';
import { type MappedRule, type Mapping } from './map.ts';

export interface Disagreement {
  /** The suite, the check, the file and the object. */
  readonly label: string;
  readonly rules: readonly string[];
  readonly theirs: boolean | number;
  readonly ours: boolean | number;
}

export interface SuiteResult {
  readonly name: string;
  /** Mapped checks with something to compare. */
  readonly tested: number;
  readonly compared: number;
  /** Expectations of mapped checks about no object, or about kinds that none of the rules looks at. */
  readonly leftOut: number;
  readonly disagreements: readonly Disagreement[];
}

export function compareSuite(root: string, suite: Suite, map: readonly Mapping[], judge: Judge): SuiteResult {
  const mapped = new Map(map.filter((each) => each.suite === suite.name).map((each) => [each.check, each.rules]));
  const rulesOf = ({ check }: Expectation): readonly MappedRule[] => mapped.get(check) ?? [];
  const known = new Map<string, readonly JudgedObject[]>();
  const judged = ({ files }: Expectation): readonly JudgedObject[] => {
    const key = files.join('\n');
    const objects = known.get(key) ?? judge(objectsOf(root, files));
    known.set(key, objects);
    return objects;
  };
  const countedFor = (each: Expectation): readonly MappedRule[] =>
    rulesOf(each).filter(({ isStandIn }) => !isStandIn || each.fails === true);
  const expected = consistent(
    suite.expectations.filter((each) => rulesOf(each).length > 0),
    rulesOf,
  );
  const results = expected.map((each) => ({ each, ours: answerOf(each, countedFor(each), judged(each)) }));
  const disagreements = results.flatMap(({ each, ours }) =>
    ours === null || ours === each.fails
      ? []
      : [
          {
            label: `${suite.name} ${labelOf(each)}`,
            rules: rulesOf(each).map(({ id }) => id),
            theirs: each.fails,
            ours,
          },
        ],
  );
  const compared = results.filter(({ ours }) => ours !== null);
  return {
    name: suite.name,
    tested: new Set(compared.map(({ each }) => each.check)).size,
    compared: compared.length,
    leftOut: results.length - compared.length,
    disagreements,
  };
}

/** Where several checks with the same rules are about one object, it fails if it fails one of them. */
function consistent(
  expectations: readonly Expectation[],
  rulesOf: (each: Expectation) => readonly MappedRule[],
): readonly Expectation[] {
  const keyOf = (each: Expectation): string =>
    JSON.stringify([each.files, each.object, rulesOf(each).map(({ id, only }) => [id, only?.source])]);
  const byKey = new Map<string, Expectation>();
  for (const each of expectations) {
    const before = byKey.get(keyOf(each));
    if (before === undefined || (before.fails === false && each.fails !== false)) byKey.set(keyOf(each), each);
  }
  return [...byKey.values()];
}

/** Whether the rules find something, or on how many objects. Null: there is nothing to compare. */
function answerOf(
  { object, fails }: Expectation,
  rules: readonly MappedRule[],
  objects: readonly JudgedObject[],
): boolean | number | null {
  const meant = objects.filter(({ name }) => object === null || name === object || name.split('/')[0] === object);
  const subjects = [...meant, ...rolesOf(meant, objects)];
  if (subjects.length === 0) return null;
  const found = subjects.filter((each) => isFoundBy(each, rules)).length;
  if (typeof fails === 'number') return found;
  const isLookedAt = subjects.some((each) => rules.some(({ id }) => each.rules.has(id)));
  return fails || isLookedAt ? found > 0 : null;
}

/** The roles of bindings: a peer that reports a binding for what its role allows means the role. */
function rolesOf(meant: readonly JudgedObject[], objects: readonly JudgedObject[]): readonly JudgedObject[] {
  const roles = new Set(meant.map(({ role }) => role));
  return objects.filter((each) => roles.has(each.name) && !meant.includes(each));
}
