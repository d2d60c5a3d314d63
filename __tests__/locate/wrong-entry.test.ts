import { describe, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();
/** A whole review with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const dropping = 'pod-security-restricted/capabilities';
const adding = 'pod-security-baseline/capabilities';

/** A pod whose capabilities begin on line 14. */
const pod = (capabilities: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        runAsNonRoot: true
        allowPrivilegeEscalation: false
        seccompProfile: {type: RuntimeDefault}
        capabilities:
${capabilities}
`;

const right = '          drop: [ALL]';

function standing(report: Report, rule: string): readonly string[] {
  return report.findings.filter((finding) => finding.rule === rule).map(lineOf);
}

function lineOf({ place, origin, status }: Finding): string {
  const values = origin?.values === undefined ? '' : `, ${origin.values.file}:${origin.values.line}`;
  return place.kind === 'lines' ? `${status} ${place.file}:${place.first}${values}` : `${status} ${place.kind}`;
}

describe('a volume of the node stands', () => {
  const mounting = (volume: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers: []
  volumes:
${volume}
`;

  test.each([
    ['on its path', '    - name: a\n      hostPath:\n        path: /etc', 10],
    ['on its path below its type', '    - name: a\n      hostPath:\n        type: Directory\n        path: /etc', 11],
    ['on its line', '    - {name: a, hostPath: {path: /etc}}', 8],
    ['on it where it has no path', '    - name: a\n      hostPath:\n        type: Directory', 9],
  ])('%s', { timeout: patience }, async (_, volume, line) => {
    const { report } = await reviewed({}, { 'pod.yaml': mounting(volume) });

    expect(standing(report, 'pod-security-baseline/host-path-volumes')).toEqual([`new pod.yaml:${line}`]);
  });
});

describe('capabilities in a manifest stand', () => {
  const at = async (capabilities: string, rule: string, before = right): Promise<readonly string[]> => {
    const { report } = await reviewed({ 'pod.yaml': pod(before) }, { 'pod.yaml': pod(capabilities) });
    return standing(report, rule);
  };

  test.each([
    ['on the entry that is spelled otherwise', ['drop:', '  - NET_RAW', '  - all'], 16],
    ['on it below a comment', ['drop:', '  # everything', '  - All # really'], 16],
    ['on it where it is quoted', ['drop:', '  - NET_RAW', '  - KILL', '  - "aLL"'], 17],
    ['on the first of two', ['drop:', '  - all', '  - All'], 15],
    ['on the list where it is written on one line', ['drop: [NET_RAW, all]'], 14],
    ['on the line of the entry where the list is written over several', ['drop: [', '  NET_RAW,', '  all', ']'], 16],
    ['on the list where no entry is wrong', ['drop:', '  - NET_RAW'], 14],
    ['on the list where it is empty', ['drop: []'], 14],
  ])('%s', { timeout: patience }, async (_, lines, line) => {
    const capabilities = lines.map((each) => `          ${each}`).join('\n');

    expect(await at(capabilities, dropping)).toEqual([`new pod.yaml:${line}`]);
  });

  test('on the added entry that goes beyond, for each rule its own', { timeout: patience }, async () => {
    const added = ['drop: [ALL]', 'add:', '  - NET_BIND_SERVICE', '  - CHOWN', '  - SYS_ADMIN'];
    const capabilities = added.map((line) => `          ${line}`).join('\n');

    expect(await at(capabilities, dropping)).toEqual(['new pod.yaml:17']);
    expect(await at(capabilities, adding)).toEqual(['new pod.yaml:18']);
  });

  test('on the entry that came, where others stood before', { timeout: patience }, async () => {
    const added = (names: readonly string[]): string =>
      [right, '          add:', ...names.map((name) => `            - ${name}`)].join('\n');
    const [before, after] = [
      ['NET_ADMIN', 'SYS_TIME'],
      ['NET_ADMIN', 'SYS_ADMIN', 'SYS_TIME'],
    ];

    expect(await at(added(after), adding, added(before))).toEqual(['worsened pod.yaml:17']);
  });
});

describe('capabilities that are made stand on the entry, too:', () => {
  const found = async (base: Texts, head: Texts, rule: string): Promise<readonly string[]> =>
    standing((await reviewed(base, head)).report, rule);

  test('that of a chart in its values', { timeout: patience }, async () => {
    const chart = (drop: string): Texts => ({
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': `capabilities:\n  drop:\n    - NET_RAW\n    - ${drop}\n`,
      'web/templates/pod.yaml': pod('          {{- toYaml .Values.capabilities | nindent 10 }}'),
    });

    expect(await found(chart('ALL'), chart('all'), dropping)).toEqual([
      'new web/templates/pod.yaml:14, web/values.yaml:4',
    ]);
  });

  test('that of a chart whose template has a line for each', { timeout: patience }, async () => {
    const chart = (drop: string): Texts => ({
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': `dropped:\n  - KILL\n  - ${drop}\n`,
      'web/templates/pod.yaml': pod(
        ['drop:', '{{- range .Values.dropped }}', '  - {{ . }}', '{{- end }}']
          .map((line) => `          ${line}`)
          .join('\n'),
      ),
    });

    expect(await found(chart('ALL'), chart('all'), dropping)).toEqual([
      'new web/templates/pod.yaml:16, web/values.yaml:3',
    ]);
  });

  const build = (patch: string): Texts => ({
    'base/kustomization.yaml': 'resources: [pod.yaml]\n',
    'base/pod.yaml': pod(`${right}\n          add: [NET_BIND_SERVICE]`),
    'dev/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml, target: {kind: Pod}}]\n',
    'dev/patch.yaml': patch,
  });
  const labels = '- op: add\n  path: /metadata/labels\n  value: {a: b}\n';
  const way = '/spec/containers/0/securityContext/capabilities';

  test('what a JSON patch appends, in the patch', { timeout: patience }, async () => {
    const patch = `- op: add\n  path: ${way}/add/-\n  value: SYS_ADMIN\n`;

    expect(await found(build(labels), build(patch), adding)).toEqual(['new dev/patch.yaml:3']);
  });

  test('what a JSON patch replaces, in its value', { timeout: patience }, async () => {
    const patch = `- op: replace\n  path: ${way}/drop\n  value:\n    - KILL\n    - all\n`;

    expect(await found(build(labels), build(patch), dropping)).toEqual(['new dev/patch.yaml:5']);
  });
});

describe('a binding of cluster-admin stands', () => {
  const user = (name: string): string => `  - {kind: User, name: ${name}, apiGroup: rbac.authorization.k8s.io}`;
  const account = '  - kind: ServiceAccount\n    name: web\n    namespace: shop';
  const binding = (subjects: readonly string[], kind = 'ClusterRoleBinding', metadata = 'name: all'): string =>
    `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {${metadata}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:${subjects.length === 0 ? ' []' : `\n${subjects.join('\n')}`}
`;
  const [a, b, c] = [user('a'), user('b'), user('c')];
  const bound = async (before: string, after: string): Promise<readonly string[]> => {
    const { report } = await reviewed({ 'binding.yaml': before }, { 'binding.yaml': after });
    return standing(report, 'rbac/cluster-admin-binding');
  };

  test.each([
    ['on the subject that came', [a], [a, b], 'worsened binding.yaml:10'],
    ['on it where it is the first', [a], [b, a], 'worsened binding.yaml:9'],
    ['on it over several lines', [a, b], [b, a, account], 'worsened binding.yaml:11'],
    ['on the first of two', [b], [a, b, c], 'worsened binding.yaml:9'],
    ['on the one in whose place another stood', [a, b], [a, c], 'worsened binding.yaml:10'],
    [
      'on it where another is only spelled otherwise',
      [a],
      ['  - {kind: User, name: "a"}', b],
      'worsened binding.yaml:10',
    ],
    ['on the first of two that are the same', [a], [a, b, b], 'worsened binding.yaml:10'],
    ['on the role where all is new', [], [a, b], 'new binding.yaml:7'],
    ['on the role where a subject went', [a, b], [b], 'existing binding.yaml:7'],
  ] as const)('%s', { timeout: patience }, async (_, before, after, stands) => {
    expect(await bound(binding(before), binding(after))).toEqual([stands]);
    expect(await bound(binding(before, 'RoleBinding'), binding(after, 'RoleBinding'))).toEqual([stands]);
  });

  test('on the value of a chart that names the subject', { timeout: patience }, async () => {
    const subjects = '{{- range .Values.admins }}\n  - {kind: User, name: {{ . }}}\n{{- end }}';
    const chart = (...admins: readonly string[]): Texts => ({
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': `admins:\n${admins.map((name) => `  - ${name}\n`).join('')}`,
      'web/templates/binding.yaml': binding([subjects]),
    });
    const { report } = await reviewed(chart('a'), chart('a', 'b'));

    expect(standing(report, 'rbac/cluster-admin-binding')).toEqual([
      'worsened web/templates/binding.yaml:10, web/values.yaml:3',
    ]);
  });

  test('on what a JSON patch appends, in the patch', { timeout: patience }, async () => {
    const build = (patch: string): Texts => ({
      'base/kustomization.yaml': 'resources: [binding.yaml]\n',
      'base/binding.yaml': binding([a]),
      'dev/kustomization.yaml':
        'resources: [../base]\npatches: [{path: patch.yaml, target: {kind: ClusterRoleBinding}}]\n',
      'dev/patch.yaml': patch,
    });
    const labels = '- op: add\n  path: /metadata/labels\n  value: {a: b}\n';
    const appended = '- op: add\n  path: /subjects/-\n  value:\n    kind: User\n    name: b\n';
    const { report } = await reviewed(build(labels), build(appended));

    expect(standing(report, 'rbac/cluster-admin-binding')).toEqual(['worsened dev/patch.yaml:3']);
  });
});
