/** Custom kinds that the configuration adds: findings, fixes, posture, facts, and paths that reach nothing. */
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { parseConfig } from '../../src/policy/config/config.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited, reviewed } = reviewer();
const file = '.github/plimsoll.yaml';

const configured = (...entries: readonly string[]): Texts => ({
  [file]: `workloads:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`,
});
const worker = (privileged: boolean, name = 'a'): string => `apiVersion: example.com/v1
kind: Worker
metadata: {name: ${name}, namespace: shop}
spec:
  roles:
    - name: main
      template:
        spec:
          containers:
            - name: c
              image: registry.example.com/c@sha256:${'a'.repeat(64)}
              securityContext:
                privileged: ${privileged}
`;
const byRoles = '{group: example.com, kind: Worker, pods: ["spec.roles[*].template"]}';

describe('a kind that the configuration adds', () => {
  test('is reviewed like any workload: finding, line, fix and posture', async () => {
    const { report } = await reviewed({ ...configured(byRoles), 'a.yaml': worker(false) }, { 'a.yaml': worker(true) });

    const [finding] = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    expect(finding).toMatchObject({
      status: 'new',
      place: { kind: 'lines', file: 'a.yaml', first: 13, last: 13 },
      suggestion: { file: 'a.yaml', first: 13, last: 13, replacement: '                privileged: false' },
    });
    expect(finding?.message).not.toContain('custom kind');
    expect(report.posture.workloads.map(({ object, psa }) => [object.kind, psa])).toEqual([
      ['Worker', { before: 'baseline', after: 'privileged' }],
    ]);
    expect(report.notices ?? []).toEqual([]);
  });

  test('is no workload without the entry, and nothing is suggested for it', async () => {
    const { report } = await reviewed({ 'a.yaml': worker(false) }, { 'a.yaml': worker(true) });

    const [finding] = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    expect(finding?.suggestion).toBeUndefined();
    expect(finding?.message).toContain('Worker is a custom kind');
    expect(report.posture.workloads).toEqual([]);
  });

  test.each([
    [
      'a pod specification',
      'spec.pod',
      '{pod: {containers: [{name: c, securityContext: {privileged: true}}]}}',
      'spec.pod',
    ],
    [
      'keys of a map',
      'spec.groups.*.template',
      '{groups: {a: {template: {spec: {containers: [{name: c, securityContext: {privileged: true}}]}}}}}',
      'spec.groups.a.template.spec',
    ],
    [
      'any group',
      'spec.template',
      '{template: {spec: {containers: [{name: c, securityContext: {privileged: true}}]}}}',
      'spec.template.spec',
    ],
  ])('is read by %s', async (what, path, spec, pod) => {
    const group = what === 'any group' ? '"*"' : 'example.com';
    const { report } = await audited({
      ...configured(`{group: ${group}, kind: Worker, pods: ["${path}"]}`),
      'a.yaml': `apiVersion: example.com/v1\nkind: Worker\nmetadata: {name: a}\nspec: ${spec}\n`,
    });

    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers');
    expect(found.map((each) => each.path.join('.'))).toEqual([`${pod}.containers.0.securityContext.privileged`]);
    expect(report.notices ?? []).toEqual([]);
  });

  test('of a pull request does not count before the merge', async () => {
    const hostile = configured('{group: example.com, kind: Other, pods: [spec.x]}');
    const { report } = await reviewed(
      { ...configured(byRoles), 'a.yaml': worker(false) },
      { ...hostile, 'a.yaml': worker(true) },
    );

    expect(
      report.findings.some(
        ({ rule, status, suggestion }) =>
          rule.endsWith('privileged-containers') && status === 'new' && suggestion !== undefined,
      ),
    ).toBe(true);
    expect(report.posture.workloads).toHaveLength(1);
  });

  test('without a pod in an object has no Pod Security level there', async () => {
    const { report } = await audited({
      ...configured(byRoles),
      'a.yaml': worker(false),
      'b.yaml': 'apiVersion: example.com/v1\nkind: Worker\nmetadata: {name: b}\nspec: {paused: true}\n',
    });

    expect(report.posture.workloads.map(({ object }) => object.name)).toEqual(['a']);
  });
});

describe('an entry that reaches nothing is named', () => {
  const said = async (entry: string): Promise<readonly string[]> => {
    const { report } = await audited({ ...configured(entry), 'a.yaml': worker(false) });
    return (report.notices ?? []).map(({ code, message }) => `${code}: ${message}`);
  };

  test.each([
    [
      'a path',
      '{group: example.com, kind: Worker, pods: ["spec.tmpl"]}',
      `workload-unmatched: workloads[0].pods[0] at ${file}:2 reaches nothing: no object of kind Worker (example.com) has spec.tmpl; Worker shop/a has spec.roles. Correct the path, or remove it.`,
    ],
    [
      'a path below a list',
      '{group: example.com, kind: Worker, pods: ["spec.roles[*].pod"]}',
      `workload-unmatched: workloads[0].pods[0] at ${file}:2 reaches nothing: no object of kind Worker (example.com) has spec.roles[*].pod; Worker shop/a has spec.roles[*].name, spec.roles[*].template. Correct the path, or remove it.`,
    ],
    [
      'a path that skips a list',
      '{group: example.com, kind: Worker, pods: ["spec.roles.template"]}',
      `workload-unmatched: workloads[0].pods[0] at ${file}:2 reaches nothing: no object of kind Worker (example.com) has spec.roles.template; Worker shop/a has spec.roles[*]. Correct the path, or remove it.`,
    ],
    [
      'a path to something else',
      '{group: example.com, kind: Worker, pods: ["spec.roles[*]"]}',
      `workload-unmatched: workloads[0].pods[0] at ${file}:2 reaches no pod: spec.roles[*] of Worker (example.com) is neither a pod template (metadata and spec) nor a pod specification (containers).`,
    ],
    [
      'a group',
      '{group: example.org, kind: Worker, pods: ["spec.roles[*].template"]}',
      `workload-unmatched: workloads[0] at ${file}:2 is for Worker (example.org), and no object here is of that kind. There are objects of kind Worker in example.com. Correct it, or remove it.`,
    ],
  ])('%s', async (_, entry, message) => {
    expect(await said(entry)).toEqual([message]);
  });
});

describe('a wrong entry is refused', () => {
  test.each([
    [
      'a version',
      '{group: example.com/v1, kind: A, pods: [spec]}',
      'workloads.0.group: an API group is written example.com, without a version, or * for any; got "example.com/v1"',
    ],
    [
      'a group of Kubernetes',
      '{group: networking.k8s.io, kind: A, pods: [spec]}',
      'workloads.0.group: expected the group of a custom kind: the workloads of Kubernetes itself are built in; got "networking.k8s.io"',
    ],
    [
      'no paths',
      '{group: example.com, kind: A, pods: []}',
      'workloads.0.pods: expected at least 1 item, got an empty list',
    ],
    [
      'a text for paths',
      '{group: example.com, kind: A, pods: spec.template}',
      'workloads.0.pods: expected a list, got "spec.template"',
    ],
    [
      'an index',
      '{group: example.com, kind: A, pods: ["spec.roles[0].template"]}',
      'workloads.0.pods.0: a path is written spec.template; [*] stands for every item of a list (spec.roles[*].template), * for every key of a map (spec.groups.*.template); got "spec.roles[0].template"',
    ],
    [
      'a dot at the start',
      '{group: example.com, kind: A, pods: [.spec]}',
      'workloads.0.pods.0: a path is written spec.template; ',
    ],
    ['no group', '{kind: A, pods: [spec]}', 'workloads.0.group: it is missing; expected a string'],
    [
      'another key',
      '{group: example.com, kind: A, pod: [spec]}',
      'unknown key workloads.0.pod; expected one of group, kind, pods (did you mean pods?)',
    ],
    [
      'a small letter',
      '{group: example.com, kind: workers, pods: [spec]}',
      'workloads.0.kind: a kind is written Worker; got "workers"',
    ],
  ])('%s', (_, entry, message) => {
    let said = '';
    try {
      parseConfig(file, `workloads:\n  - ${entry}\n`);
    } catch (thrown) {
      if (thrown instanceof ConfigurationError) said = thrown.message;
    }
    expect(said).toContain(`${file}:2: ${message}`);
  });
});
