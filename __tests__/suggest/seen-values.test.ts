import { describe, expect, test } from 'vitest';
import { auditor, findingOf, suggestions, taken, type Texts } from './audited.ts';

const audited = auditor();

const chart = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };
const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`;
const container = '    - name: main\n      image: example.org/web:1\n';

/** Restricted but for what the test is about. */
const safe =
  '{allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}';

async function mended(texts: Texts): Promise<string[]> {
  const report = await audited(texts);
  const all = suggestions(report).map(({ suggestion }) => suggestion);
  // Privilege escalation can be forbidden once it is not privileged any more.
  const twice = taken(texts, all);
  const again = taken(
    twice,
    suggestions(await audited(twice)).map(({ suggestion }) => suggestion),
  );
  expect((await audited(again)).findings).toEqual([]);
  return [...new Set(all.map(({ file }) => file))];
}

describe('the value that was seen to decide is edited, whatever its name', () => {
  test.each([
    [
      'a security context',
      `  containers:\n${container}      securityContext:\n        {{- toYaml .Values.sc | nindent 8 }}\n`,
      'sc:\n  privileged: true\n',
    ],
    [
      'a security context in JSON',
      `  containers:\n${container}      securityContext: {{ toJson .Values.sc }}\n`,
      'sc: {privileged: true}\n',
    ],
    ['a switch', `  hostNetwork: {{ .Values.net.ofNode }}\n  containers: []\n`, 'net:\n  ofNode: true\n'],
    ['a switch that protects', `  hostPID: {{ not .Values.sandboxed }}\n  containers: []\n`, 'sandboxed: false\n'],
    [
      'a switch that protects what is around it',
      `  {{- if not .Values.hardened }}\n  hostNetwork: true\n  {{- end }}\n  containers: []\n`,
      'hardened: false\n',
    ],
    [
      'a list of containers',
      `  containers:\n    {{- toYaml .Values.sidecars | nindent 4 }}\n`,
      `sidecars:\n  - name: side\n    image: example.org/side:1\n    securityContext:\n      privileged: true\n`,
    ],
    [
      'a list of more containers',
      `  containers:\n${container}      securityContext: ${safe}\n    {{- toYaml .Values.extra | nindent 4 }}\n`,
      'extra:\n- name: a\n  image: example.org/a:1\n- name: b\n  image: example.org/b:1\n  securityContext: {privileged: true}\n',
    ],
    [
      'what a range prints',
      '  containers:\n    {{- range .Values.workers }}\n    - name: {{ .id }}\n      image: example.org/web:1\n      securityContext:\n        {{- toYaml .rights | nindent 8 }}\n    {{- end }}\n',
      'workers:\n  - id: a\n    rights: {privileged: true}\n',
    ],
    ['a whole pod', '  {{- toYaml .Values.pod | nindent 2 }}\n', 'pod:\n  hostPID: true\n  containers: []\n'],
  ])('%s', async (_, spec, values) => {
    expect(await mended({ ...chart, 'web/templates/pod.yaml': pod(spec), 'web/values.yaml': values })).toEqual([
      'web/values.yaml',
    ]);
  });
});

describe('a template gets no key that values could bring as well', () => {
  test.each([
    [
      'that a line prints',
      `${container}      securityContext:\n        {{- toYaml .Values.sc | nindent 8 }}\n`,
      'sc:\n  runAsUser: 5\n',
    ],
    [
      'that a line would print',
      `${container}      securityContext:\n        runAsUser: 5\n        {{- with .Values.sc }}\n        {{- toYaml . | nindent 8 }}\n        {{- end }}\n`,
      'sc: {}\n',
    ],
    [
      'on another branch',
      `${container}      {{- with .Values.sc }}\n      securityContext:\n        {{- toYaml . | nindent 8 }}\n      {{- end }}\n`,
      'sc: {}\n',
    ],
  ])('%s', async (_, containers, values) => {
    const report = await audited({
      ...chart,
      'web/templates/pod.yaml': pod(`  containers:\n${containers}`),
      'web/values.yaml': values,
    });
    expect(report.findings.length).toBeGreaterThan(0);
    expect(suggestions(report).filter(({ suggestion: { file } }) => file !== 'web/values.yaml')).toEqual([]);
  });
});

describe('what a waiver allows', () => {
  const waived = (objects: string): Texts => ({
    '.github/plimsoll.yaml': `waivers:\n  - rule: pod-security-baseline/host-namespaces\n    object: Pod/${objects}\n    reason: It watches the node.\n    owner: ops\n    expires: '2026-06-30'\n`,
  });
  const node = (name: string): string =>
    pod('  hostPID: {{ .Values.hostPID }}\n  containers: []\n').replace('name: web', `name: ${name}`);
  const texts = {
    ...chart,
    'web/templates/a.yaml': node('a'),
    'web/templates/b.yaml': node('b'),
    'web/values.yaml': 'hostPID: true\n',
  };

  test('is not taken away with what it does not allow', async () => {
    const report = await audited({ ...texts, ...waived('a') });
    expect(report.findings.map(({ object, status }) => [object.name, status])).toEqual([
      ['a', 'waived'],
      ['b', 'existing'],
    ]);
    expect(suggestions(report).filter(({ suggestion: { file } }) => file === 'web/values.yaml')).toEqual([]);
  });

  test('stays where another file is edited', async () => {
    expect(findingOf(await audited(texts), 'pod-security-baseline/host-namespaces').suggestion?.file).toBe(
      'web/values.yaml',
    );
  });
});
