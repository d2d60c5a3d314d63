/** What one cluster never has together is not joined; what it may have together is. */
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type Report } from '../../src/model/report.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

type Texts = Readonly<Record<string, string>>;

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

async function audited(texts: Texts): Promise<{ readonly report: Report }> {
  const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
  const options = { ...common, sets: ['all' as const], directory: temporaryFolder(texts), paths: [], chart: null };
  return audit(options, await world);
}

const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      containers: [{name: web, image: 'example.test/web:1.0', securityContext: {privileged: true}}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
`;
const rights = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: web}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: default}]
`;
const way = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
`;
const cloud = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::1:role/web'}
`;

/** The rule, and the source of its findings. */
async function joinedIn(texts: Texts, rule: string): Promise<readonly string[]> {
  const { report } = await audited(texts);
  return report.findings
    .filter((finding) => finding.rule === rule)
    .map(({ source }) => source)
    .sort();
}

const overlays = (dev: Texts, qa: Texts): Texts => ({
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': workload,
  ...overlay('dev', dev),
  ...overlay('qa', qa),
});

function overlay(name: string, more: Texts): Texts {
  const files = Object.keys(more);
  return {
    [`overlays/${name}/kustomization.yaml`]: `resources: [../../base${files.map((file) => `, ${file}`).join('')}]\n`,
    ...Object.fromEntries(files.map((file) => [`overlays/${name}/${file}`, more[file] ?? ''])),
  };
}

const exposed = 'combination/exposed-with-cluster-rights';
const takesOver = 'rbac/takes-over-cluster';

describe('overlays of one base are alternatives', () => {
  test('the way of one and the rights of another are not together', async () => {
    expect(await joinedIn(overlays({ 'rights.yaml': rights }, { 'way.yaml': way }), exposed)).toEqual([]);
  });

  test('both in one are, and only there', async () => {
    const both = { 'rights.yaml': rights, 'way.yaml': way };

    expect(await joinedIn(overlays(both, { 'way.yaml': way }), exposed)).toEqual(['overlays/dev']);
  });

  test('the rights that a file gives count in each of them', async () => {
    const texts = { ...overlays({ 'way.yaml': way }, {}), 'rights/rights.yaml': rights };

    expect(await joinedIn(texts, exposed)).toEqual(['overlays/dev']);
    expect(await joinedIn(texts, takesOver)).toEqual(['rights/rights.yaml']);
  });

  test('the reasons beside a finding are those of its own overlay', async () => {
    const { report } = await audited(overlays({ 'rights.yaml': rights }, { 'way.yaml': way }));
    const reasons = report.findings
      .filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers')
      .map(({ source, risk }) => [source, ...(risk?.reasons ?? [])].join(': '));

    expect(reasons.sort()).toEqual([
      'overlays/dev: its service account can read all Secrets',
      'overlays/qa: on the Internet through LoadBalancer default/web',
    ]);
  });
});

test('the values files of the environments of a chart are alternatives', async () => {
  const texts = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/values.yaml': 'isPublic: false\nhasRights: false\n',
    'chart/values-dev.yaml': 'hasRights: true\n',
    'chart/values-prod.yaml': 'isPublic: true\n',
    'chart/templates/web.yaml': workload,
    'chart/templates/way.yaml': `{{- if .Values.isPublic }}\n${way}{{- end }}\n`,
    'chart/templates/rights.yaml': `{{- if .Values.hasRights }}\n${rights}{{- end }}\n`,
  };

  const { report } = await audited(texts);
  const reasons = report.findings
    .filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers')
    .map(({ source, risk }) => [source, ...(risk?.reasons ?? [])].join(': '));

  expect(reasons.sort()).toEqual([
    'chart',
    'chart#chart/values-dev.yaml: its service account can read all Secrets',
    'chart#chart/values-prod.yaml: on the Internet through LoadBalancer default/web',
  ]);
  expect(await joinedIn(texts, exposed)).toEqual([]);
});

describe('nobody hides what is together', () => {
  test('a file that repeats a workload', async () => {
    const texts = { 'app/web.yaml': workload, 'app/way.yaml': way, 'app/rights.yaml': rights };

    expect(await joinedIn({ ...texts, 'decoy/web.yaml': workload, 'decoy/way.yaml': way }, exposed)).toEqual([
      'app/web.yaml',
      'decoy/web.yaml',
    ]);
  });

  test('a kustomization that repeats a workload from a file of its own', async () => {
    const texts: Texts = {
      'app/web.yaml': workload,
      'app/kustomization.yaml': 'resources: [web.yaml]\n',
      'more/kustomization.yaml': 'resources: [rights.yaml, way.yaml, web.yaml]\n',
      'more/rights.yaml': rights,
      'more/way.yaml': way,
      'more/web.yaml': workload,
    };

    expect(await joinedIn(texts, exposed)).toEqual(['app', 'more']);
  });
});

describe('value files of one chart are alternatives', () => {
  test('the role in the cloud of one is not that of the others', async () => {
    const texts: Texts = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': 'privileged: true\ncloud: false\n',
      'web/ci/cloud-values.yaml': 'privileged: false\ncloud: true\n',
      'web/templates/web.yaml': workload
        .replace('privileged: true', 'privileged: {{ .Values.privileged }}')
        .replace(/---\n[^]*/, `---\n{{ if .Values.cloud }}\n${cloud}{{ end }}\n`),
    };

    expect(await joinedIn(texts, 'combination/privileged-with-cloud-role')).toEqual([]);
    expect(
      await joinedIn(
        { ...texts, 'web/ci/cloud-values.yaml': 'privileged: true\ncloud: true\n' },
        'combination/privileged-with-cloud-role',
      ),
    ).toEqual(['web#web/ci/cloud-values.yaml']);
  });
});

describe('files for several platforms are alternatives', () => {
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other}\n';
  const all = (...parts: readonly string[]): string => [workload, account, ...parts].join('---\n');
  const plainWay = way.replace('LoadBalancer', 'ClusterIP');
  const noRights = rights.replace(/rules: .*/, 'rules: []');

  test('in sibling folders, with the same objects', async () => {
    const texts = {
      'deploy/cloud/deploy.yaml': all(noRights, way),
      'deploy/baremetal/deploy.yaml': all(rights, plainWay).replace('kind: Deployment', 'kind: DaemonSet'),
    };

    expect(await joinedIn(texts, exposed)).toEqual([]);
    expect(await joinedIn({ ...texts, 'deploy/cloud/deploy.yaml': all(rights, way) }, exposed)).toEqual([
      'deploy/cloud/deploy.yaml',
    ]);
  });

  test('a kustomization beside them too', async () => {
    const texts = {
      'deploy/cloud/deploy.yaml': all(noRights, way),
      'deploy/baremetal/kustomization.yaml': 'resources: [deploy.yaml]\n',
      'deploy/baremetal/deploy.yaml': all(rights, plainWay),
    };

    expect(await joinedIn(texts, exposed)).toEqual([]);
  });

  test('in folders with a file for each object', async () => {
    const folder = (name: string, one: string, other: string): Texts => ({
      [`deploy/${name}/web.yaml`]: all(),
      [`deploy/${name}/rights.yaml`]: one,
      [`deploy/${name}/way.yaml`]: other,
    });

    expect(await joinedIn({ ...folder('a', noRights, way), ...folder('b', rights, plainWay) }, exposed)).toEqual([]);
    expect(await joinedIn({ ...folder('a', rights, way), ...folder('b', rights, plainWay) }, exposed)).toEqual([
      'deploy/a/web.yaml',
    ]);
  });

  test('but not where the workload has another account, or more is beside it', async () => {
    const decoy = all(way).replace('serviceAccountName: web', 'serviceAccountName: other');
    const texts = { 'app/deploy.yaml': all(plainWay), 'decoy/deploy.yaml': decoy, 'app/rights.yaml': rights };

    expect(await joinedIn(texts, exposed)).toEqual(['app/deploy.yaml']);
    expect(await joinedIn({ 'app/all.yaml': all(way), 'more/all.yaml': all(way, rights) }, exposed)).toEqual([
      'app/all.yaml',
      'more/all.yaml',
    ]);
  });
});
