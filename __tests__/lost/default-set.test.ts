/** What the set `default` reports beyond its own rules: protections that are taken away, and levels that are asked for. */
import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { ratchets, type Texts } from './pack.ts';

const { reviewed, audited } = ratchets();

const safe = `
          securityContext:
            runAsNonRoot: true
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}`;

const deployment = (name: string, namespace: string, context: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.2.3${context}
`;

const namespace = (name: string, mode: string, level = 'restricted'): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {pod-security.kubernetes.io/${mode}: ${level}}}\n`;

const config = (text: string): Texts => ({ '.github/plimsoll.yaml': text });

const restricted = ['capabilities', 'privilege-escalation', 'run-as-non-root', 'seccomp'];

/** The rules that reported something, without the group, each with its severity. */
function said({ report }: UnmaskedOutcome): readonly string[] {
  const all = report.findings.filter(({ rule, status }) => !rule.startsWith('own/') && status !== 'fixed');
  return all.map(({ rule, severity }) => `${rule.replace('pod-security-restricted/', '')} ${severity}`).sort();
}

const each = (severity: string): readonly string[] => restricted.map((rule) => `${rule} ${severity}`);

const lostBy = ({ report }: UnmaskedOutcome): readonly Report['findings'][number][] =>
  report.findings.filter(({ lost }) => lost === true);

describe('without a choice of sets', () => {
  test('a protection of the restricted level that a pull request takes away is reported', async () => {
    const outcome = await reviewed({
      base: { 'a.yaml': deployment('web', 'shop', safe) },
      head: {
        'a.yaml': deployment('web', 'shop', safe.replace('\n            allowPrivilegeEscalation: false', '')),
      },
    });

    expect(said(outcome)).toEqual(['privilege-escalation medium']);
    expect(lostBy(outcome)).toHaveLength(1);
  });

  test('a Service that becomes a load balancer is reported, and a new one is not', async () => {
    const service = (name: string, type: string): string =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {type: ${type}, selector: {app: web}, ports: [{port: 80}]}\n`;

    const outcome = await reviewed({
      base: { 'a.yaml': service('web', 'ClusterIP') },
      head: { 'a.yaml': service('web', 'LoadBalancer'), 'b.yaml': service('api', 'LoadBalancer') },
    });

    expect(outcome.report.findings.map(({ rule, object, lost }) => [rule, object.name, lost])).toEqual([
      ['exposure/service-exposed', 'web', true],
    ]);
  });

  test('a new workload is not held to the restricted level', async () => {
    const outcome = await reviewed({
      base: { 'a.yaml': deployment('web', 'shop', safe) },
      head: { 'b.yaml': deployment('api', 'shop', '') },
    });

    expect(said(outcome)).toEqual([]);
    expect(outcome.report.posture.workloads.map(({ psa }) => psa)).toContainEqual({ before: null, after: 'baseline' });
  });

  test.each([
    ['enforce', 'high', 'fail'],
    ['warn', 'medium', 'pass'],
    ['audit', 'medium', 'pass'],
  ] as const)('a namespace with the label %s asks for its level: %s', async (mode, severity, verdict) => {
    const outcome = await reviewed({
      base: { 'ns.yaml': namespace('shop', mode) },
      head: { 'b.yaml': deployment('api', 'shop', '') },
    });

    expect(said(outcome)).toEqual(each(severity));
    expect(outcome.report.verdict).toBe(verdict);
    const [message = ''] = outcome.report.findings.map((finding) => finding.message);
    expect(message.includes('the API server refuses such pods')).toBe(mode === 'enforce');
  });

  test('a namespace asks for no more than its level, and not for what other namespaces have', async () => {
    const outcome = await reviewed({
      base: { 'ns.yaml': namespace('shop', 'enforce', 'baseline'), 'other.yaml': namespace('pay', 'enforce') },
      head: { 'b.yaml': deployment('api', 'shop', '') },
    });

    expect(said(outcome)).toEqual([]);
  });

  test('an audit reports what the labels of a namespace ask for, and no other part of the level', async () => {
    const outcome = await audited({
      'ns.yaml': namespace('shop', 'enforce'),
      'a.yaml': deployment('web', 'shop', ''),
      'b.yaml': deployment('web', 'pay', ''),
    });

    expect(said(outcome)).toEqual(each('high'));
    const held = outcome.report.findings.filter(({ rule }) => !rule.startsWith('own/'));
    expect(new Set(held.map(({ object }) => object.namespace))).toEqual(new Set(['shop']));
  });

  test('next to workloads that meet the level, a new one is held to it', async () => {
    const neighbours = ['a', 'b', 'c'].map((name) => [`apps/${name}.yaml`, deployment(name, 'shop', safe)] as const);
    const base = Object.fromEntries(neighbours);

    const near = await reviewed({ base, head: { 'apps/d.yaml': deployment('d', 'shop', '') } });
    const far = await reviewed({ base, head: { 'jobs/d.yaml': deployment('d', 'shop', '') } });
    const rarely = await reviewed({
      base: { ...base, 'apps/x.yaml': deployment('x', 'shop', '') },
      head: { 'apps/d.yaml': deployment('d', 'shop', '') },
    });

    expect(said(near)).toEqual(each('medium'));
    expect(said(far)).toEqual([]);
    expect(said(rarely)).toEqual([]);
  });

  test('the report says which rules ran', async () => {
    const base = { 'a.yaml': deployment('web', 'shop', safe) };
    const { report } = await reviewed({ base, head: { 'b.yaml': deployment('api', 'shop', safe) } });
    const { rules, rulesIfLost = 0, rulesOff = 0 } = report.counts;
    const alone = (await audited(base)).report;

    expect(report.ruleSets).toEqual(['default']);
    expect([rules, rulesIfLost].every((number) => number > 0)).toBe(true);
    expect(alone.counts.rulesIfLost).toBeUndefined();
    expect(alone.counts.rulesOff).toBe(rulesIfLost + rulesOff);
  });
});

describe('the configuration', () => {
  const change = {
    base: { 'a.yaml': deployment('web', 'shop', safe) },
    head: { 'a.yaml': deployment('web', 'shop', safe.replace('runAsNonRoot: true', 'runAsNonRoot: false')) },
  };

  test.each([
    ['a set without default', 'rules: {sets: [cis]}\n', ['run-as-non-root medium']],
    ['no set that has the rule', 'rules: {sets: [baseline]}\n', []],
    ['the rule is off', 'rules: {pod-security-restricted/run-as-non-root: {enabled: false}}\n', []],
    [
      'the rule has a severity',
      'rules: {pod-security-restricted/run-as-non-root: {severity: low}}\n',
      ['run-as-non-root low'],
    ],
  ])('decides: %s', async (_, text, expected) => {
    const outcome = await reviewed({ base: { ...change.base, ...config(text) }, head: change.head });

    expect(said(outcome)).toEqual(expected);
  });
});

describe('a pod of helm test', () => {
  const tested = (context = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: web-test, namespace: shop, annotations: {helm.sh/hook: test}}
spec:
  containers:
    - name: curl
      image: registry.example/curl:1.2.3${context}
`;
  const all = 'rules: {sets: [restricted]}\n';

  test('is not held to the restricted level, and its level is exact', async () => {
    const outcome = await reviewed({ base: config(all), head: { 'test.yaml': tested() } });

    expect(said(outcome)).toEqual([]);
    expect(outcome.report.posture.workloads.map(({ psa }) => psa)).toEqual([{ before: null, after: 'baseline' }]);
  });

  test('loses nothing that matters', async () => {
    const context = safe.replaceAll('\n    ', '\n');

    const outcome = await reviewed({ base: { 'test.yaml': tested(context) }, head: { 'test.yaml': tested() } });

    expect(said(outcome)).toEqual([]);
    expect(outcome.report.posture.workloads.map(({ psa }) => psa)).toEqual([
      { before: 'restricted', after: 'baseline' },
    ]);
  });

  test('is reported where its namespace would refuse it', async () => {
    const base = { 'ns.yaml': namespace('shop', 'enforce') };
    const outcome = await reviewed({ base, head: { 'test.yaml': tested() } });
    const alone = await audited({ ...base, 'test.yaml': tested() });

    expect(said(outcome)).toEqual(each('high'));
    expect(said(alone)).toEqual(each('high'));
  });

  test('is reported for what is dangerous in a test, too', async () => {
    const privileged = tested('\n      securityContext: {privileged: true}');
    const outcome = await reviewed({ base: config(all), head: { 'test.yaml': privileged } });

    expect(said(outcome)).toEqual(['pod-security-baseline/privileged-containers critical']);
  });
});
