import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { applyFix } from '../../src/rules/cases/apply-fix.ts';
import { casesOf, ruleIds } from '../../src/rules/cases/cases.ts';
import type { RuleFinding } from '../../scripts/policies/evaluator.ts';
import { anyJson, anyPodSpec, workloads } from './arbitraries.ts';
import { openPack } from './pack.ts';

const { evaluator } = await openPack();
const cases = (await Promise.all((await ruleIds('policies')).map((id) => casesOf('policies', id)))).flat();

const pod = (spec: Json): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });

describe('whatever a manifest holds', () => {
  it('is evaluated, and every finding keeps the contract', () => {
    fc.assert(
      fc.property(anyPodSpec, (spec) => {
        evaluator.evaluate(pod(spec));
      }),
      { numRuns: 300 },
    );
  });

  it('is evaluated when nothing has the shape of its kind', () => {
    const kinds = ['Pod', 'Deployment', 'CronJob', 'Namespace', 'ClusterRole', 'RoleBinding', 'Rollout'];
    const groups = ['v1', 'apps/v1', 'batch/v1', 'rbac.authorization.k8s.io/v1', 'argoproj.io/v1alpha1', '', '/'];
    const fields = ['metadata', 'spec', 'rules', 'roleRef', 'subjects', 'aggregationRule', 'template'];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(...groups),
        fc.dictionary(fc.constantFrom(...fields), anyJson),
        (kind, apiVersion, rest) => {
          evaluator.evaluate({ ...rest, apiVersion, kind });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never hides a privileged container beside it', () => {
    const bad = { name: 'bad', securityContext: { privileged: true } };
    fc.assert(
      fc.property(anyPodSpec, fc.array(anyJson, { maxLength: 3 }), (spec, others) => {
        const found = evaluator.evaluate(pod({ ...spec, containers: [...others, bad] }));
        expect(found.map((finding) => finding.message)).toContain('Container "bad" runs privileged.');
      }),
    );
  });
});

describe('the same pod', () => {
  it('has the same findings in every kind that makes pods', () => {
    fc.assert(
      fc.property(anyPodSpec, (spec) => {
        const [first, ...others] = workloads(spec).map(({ object, path }) => below(path, evaluator.evaluate(object)));
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });
});

describe('order', () => {
  const unordered = cases.filter(
    ({ object: { apiVersion, kind } }) => !firstMatching.has(kind) && !apiVersion.includes('projectcalico.org/'),
  );
  it.each(unordered.map((test) => [`${test.rule}: ${test.name}`, test] as const))(
    'changes nothing in %s',
    (_, test) => {
      evaluator.consider(test);
      const forwards = said(evaluator.evaluate(test.object, test.source, test.base));
      const base = test.base === null ? null : (reversed(test.base) as KubernetesObject);
      const backwards = said(evaluator.evaluate(reversed(test.object) as KubernetesObject, test.source, base));
      expect(backwards).toEqual(forwards);
    },
  );
});

describe('the fixes of a rule', () => {
  it('resolve what they are for, and bring nothing new', () => {
    fc.assert(
      fc.property(anyPodSpec, (spec) => {
        const before = evaluator.evaluate(pod(spec));
        for (const rule of new Set(before.map((finding) => finding.rule))) {
          const fixable = before.filter((finding) => finding.rule === rule && finding.fix.length > 0);
          const fixed = applyFix(
            pod(spec),
            fixable.flatMap((finding) => finding.fix),
          );
          const after = evaluator.evaluate(fixed as KubernetesObject);

          expect(said(before)).toEqual(expect.arrayContaining(said(after)));
          expect(after.filter((finding) => finding.rule === rule && finding.fix.length > 0)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('an extent that grows', () => {
  const words = fc.constantFrom('ALL', 'CHOWN', 'NET_ADMIN', 'NET_BIND_SERVICE', 'SYS_ADMIN');
  const names = ['*', '', 'apps', 'rbac.authorization.k8s.io', 'secrets', 'pods', 'roles', 'serviceaccounts'];
  const granted = fc.constantFrom(...names, 'get', 'list', 'create', 'escalate', 'impersonate');

  it('keeps what was found of added capabilities', () => {
    const adding = (add: string[]): KubernetesObject =>
      pod({ containers: [{ name: 'web', securityContext: { capabilities: { add, drop: ['ALL'] } } }] });
    fc.assert(
      fc.property(fc.array(words), fc.array(words), (some, more) => {
        expect(rulesOf(adding([...some, ...more]))).toEqual(expect.arrayContaining(rulesOf(adding(some))));
      }),
    );
  });

  it('keeps what was found of a role, or a stronger rule reports it', () => {
    const list = fc.array(granted, { maxLength: 4 });
    const grant = fc.record({ apiGroups: list, resources: list, verbs: list });
    const role = (rule: JsonObject): KubernetesObject => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'operator' },
      rules: [rule],
    });
    fc.assert(
      fc.property(grant, grant, (some, more) => {
        const both = {
          apiGroups: [...some.apiGroups, ...more.apiGroups],
          resources: [...some.resources, ...more.resources],
          verbs: [...some.verbs, ...more.verbs],
        };
        const found = rulesOf(role(both));
        const reported = found.flatMap((id) => [id, ...(reportedBy.get(id) ?? [])]);
        expect(reported).toEqual(expect.arrayContaining(rulesOf(role(some))));
      }),
    );
  });
});

/** Rules that are silent about a rule of a role if a stronger one, the key, has a finding on it. */
const reportedBy = new Map([
  ['rbac/any-any', (await ruleIds('policies')).filter((id) => id.startsWith('rbac/'))],
  ['rbac/escalate-or-bind', ['rbac/wildcard']],
  ['rbac/impersonate', ['rbac/wildcard']],
]);

function rulesOf(object: KubernetesObject): string[] {
  return [...new Set(evaluator.evaluate(object).map((finding) => finding.rule))];
}

/** Findings without the path down to the pod. */
function below(path: readonly string[], found: readonly RuleFinding[]): unknown {
  return found
    .filter((finding) => finding.path.length > path.length)
    .map((finding) => ({
      ...finding,
      path: finding.path.slice(path.length),
      fix: finding.fix.map((operation) => ({ ...operation, path: operation.path.slice(path.length) })),
    }));
}

/** What findings say, without where: places move with the order. A container without a name is named by its place. */
function said(found: readonly RuleFinding[]): string[] {
  return found
    .map((finding) =>
      JSON.stringify([finding.rule, finding.message.replace(/^([A-Z]\w+( container)?) \d+ /, '$1 '), finding.extent]),
    )
    .sort();
}

/** Lists of words, whose order has a meaning: a value follows its flag, and of two equal flags the last one counts. */
const words = new Set(['args', 'command', 'extraArgs', 'flags', 'kubeletExtraArgs']);

/** Kinds with lists whose first matching item counts, as in all policies of Calico. */
const firstMatching = new Set(['EncryptionConfiguration', 'Policy']);

function reversed(value: Json): Json {
  if (value instanceof Array) return value.map(reversed).reverse();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, words.has(key) ? inner : reversed(inner)] as const).reverse(),
  );
}
