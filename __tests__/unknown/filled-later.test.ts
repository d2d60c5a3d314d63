import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed, audited } = reviewer();

const secure =
  'securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}';
const deployment = (spec: string, container = secure): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      ${spec}
      containers:
        - name: web
          image: web:1
          ${container}
`;
const why = (written: string, path: string): string =>
  `${path} of Deployment shop/web has the text ${written}, which Kubernetes does not accept there: what another tool replaces it with is not known here.`;

describe('a field that another tool fills in, where no deployment here does', () => {
  test.each(['${HN:=true}', '${HN:-true}', '${HN}', '$HN', '"#{HN}#"', '"{{ HN }}"', '"__HN__"', '"@HN@"', '"%HN%"'])(
    'is unknown at its line when it is written as %s',
    async (written) => {
      const { report, exitCode } = await reviewed(
        { 'app/web.yaml': deployment('hostNetwork: false') },
        { 'app/web.yaml': deployment(`hostNetwork: ${written}`) },
      );

      expect(exitCode).toBe(0);
      expect(report.findings).toEqual([]);
      expect(report.unknown).toEqual([
        {
          deployment: 'app/web.yaml',
          target: 'default',
          file: 'app/web.yaml',
          line: 9,
          what: 'variables',
          why: why(written.replaceAll('"', ''), 'spec.template.spec.hostNetwork'),
          fields: 1,
          hanging: [expect.objectContaining({ rule: 'pod-security-baseline/host-namespaces', severity: 'critical' })],
          assumed: 0,
        },
      ]);
    },
  );

  test.each([
    [
      'roleRef.name',
      'kind: ClusterRoleBinding',
      `roleRef: {kind: ClusterRole, name: "\${R:=cluster-admin}"}\nsubjects: [{kind: User, name: a}]\n`,
      'rbac/cluster-admin-binding',
    ],
    [
      'rules.0.verbs.0',
      'kind: ClusterRole',
      `rules: [{apiGroups: [""], resources: [pods], verbs: ["\${R:=*}"]}]\n`,
      'rbac/wildcard',
    ],
  ])('is unknown in what gives rights: %s', async (path, kind, more, rule) => {
    const role = `apiVersion: rbac.authorization.k8s.io/v1\n${kind}\nmetadata: {name: a}\n${more}`;
    const { report } = await reviewed(
      { 'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n' },
      { 'a.yaml': role },
    );

    expect(report.unknown).toMatchObject([{ hanging: [{ rule }] }]);
    expect(report.unknown[0]?.why).toContain(`${path} of `);
  });

  test('is one of the first that are named each, and all others hang on one', async () => {
    const pods = Array.from(
      { length: 60 },
      (_, n) =>
        `---\napiVersion: v1\nkind: Pod\nmetadata: {name: p${n}}\nspec:\n  hostNetwork: $A${n}\n  containers: [{name: a, image: "a:1"}]\n`,
    );
    const { report } = await audited({ 'a.yaml': pods.join('') });

    expect(report.unknown).toHaveLength(51);
    expect(report.unknown.flatMap(({ hanging }) => hanging.map(({ object }) => object.name))).toHaveLength(60);
  });

  test('is unknown where it is a key, or what an object is', async () => {
    const { report } = await reviewed(
      { 'app/web.yaml': deployment('hostNetwork: false') },
      { 'app/web.yaml': deployment('"${HN:=hostNetwork}": true') },
    );
    const { report: other, exitCode } = await reviewed(
      { 'app/web.yaml': deployment('hostNetwork: false') },
      { 'app/web.yaml': deployment('hostNetwork: true').replace('kind: Deployment', 'kind: ${K:=Deployment}') },
    );

    expect(report.unknown).toMatchObject([{ line: 9 }]);
    expect(report.unknown[0]?.why).toContain('has the text ${HN:=hostNetwork}');
    expect(exitCode).toBe(3);
    expect(other.problems).toMatchObject([{ code: 'unknown-kind', place: { file: 'app/web.yaml', first: 2 } }]);
    expect(other.findings.filter(({ status }) => status === 'fixed')).toEqual([]);
  });

  test.each([
    ['privileged', 'securityContext: {privileged: $X}', 'pod-security-baseline/privileged-containers'],
    ['hostPort', `ports: [{containerPort: 80, hostPort: $X}]`, 'pod-security-baseline/host-ports'],
    ['securityContext', 'securityContext: $X', 'pod-security-baseline/privileged-containers'],
    ['capabilities', 'securityContext: {capabilities: $X}', 'pod-security-baseline/capabilities'],
    ['runAsUser', 'securityContext: {runAsUser: $X}', 'pod-security-restricted/non-root-user'],
    ['hostProcess', 'securityContext: {windowsOptions: {hostProcess: $X}}', 'pod-security-baseline/host-process'],
  ])('hangs its findings on %s', async (_, container, rule) => {
    const { report } = await audited({
      'web.yaml': deployment('hostNetwork: false', container.replace('$X', '"${X}"')),
    });

    expect(report.unknown.flatMap(({ hanging }) => hanging.map((one) => one.rule))).toContain(rule);
    expect(report.findings.map((finding) => finding.rule)).not.toContain(rule);
  });

  test('takes away no finding where it was right before and may be wrong now', async () => {
    const { report } = await reviewed(
      { 'web.yaml': deployment('hostNetwork: true') },
      { 'web.yaml': deployment('hostNetwork: ${HN:-true}') },
    );

    expect(report.findings).toEqual([]);
    expect(report.unknown).toHaveLength(1);
  });

  test('stands where a kustomization or a chart reads it', async () => {
    const chart: Texts = {
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'chart/templates/web.yaml': deployment('hostNetwork: {{ .Values.host }}'),
      'chart/values.yaml': 'a: b\nhost: ${HN:=true}\n',
    };
    const build: Texts = {
      'base/web.yaml': deployment('hostNetwork: ${HN:=true}'),
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
    };

    const { report } = await audited({ ...chart, ...build });

    expect(report.unknown.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'base/web.yaml:9',
      'chart/values.yaml:2',
    ]);
  });

  test.each([
    ['an environment variable', 'env: [{name: A, value: "${HOME}"}]'],
    ['an argument of a shell', 'command: [sh, -c, "echo ${HOSTNAME}"]'],
    ['a field of no rule', 'tty: ${TTY}'],
    ['an image', 'env: []'],
  ])('is nothing of ours in %s', async (_, container) => {
    const { report } = await audited({ 'web.yaml': deployment('hostNetwork: false', container) });

    expect(report.unknown).toEqual([]);
  });

  test('is substituted where Flux builds the folder from a source that is not declared', async () => {
    const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./app
  sourceRef: {kind: OCIRepository, name: shop}
  postBuild: {substitute: {A: b}}
`;
    const { report, exitCode } = await reviewed(
      { 'flux/apps.yaml': flux, 'app/web.yaml': deployment('hostNetwork: ${HN:=false}') },
      { 'app/web.yaml': deployment('hostNetwork: ${HN:=true}') },
    );

    expect(exitCode).toBe(1);
    expect(report.findings.map(({ rule, status }) => [rule, status])).toEqual([
      ['pod-security-baseline/host-namespaces', 'new'],
    ]);
    expect(report.unknown.map(({ what, file }) => [what, file])).toEqual([['manifests', 'flux/apps.yaml']]);
  });
});
