import { describe, expect, test } from 'vitest';
import { meantKind } from '../../src/sources/render/kinds.ts';
import { reviewer } from '../remote/reviewed.ts';

const { reviewed } = reviewer();

describe('a kind that its group does not have', () => {
  test.each([
    ['apps/v1', 'deployment', 'apps/v1 Deployment'],
    ['apps/v1', 'Deploymnet', 'apps/v1 Deployment'],
    ['apps/v1', 'StatefullSet', 'apps/v1 StatefulSet'],
    ['v1', 'pod', 'v1 Pod'],
    ['batch/v1', 'Cronjob', 'batch/v1 CronJob'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRolebinding', 'rbac.authorization.k8s.io/v1 ClusterRoleBinding'],
    ['networking.k8s.io/v1', 'NetworkPolcy', 'networking.k8s.io/v1 NetworkPolicy'],
    ['v1', 'Deployment', 'apps/v1 Deployment'],
    ['apps/v1', 'Pod', 'v1 Pod'],
  ])('of %s, %s, is %s', (apiVersion, kind, meant) => {
    const found = meantKind({ apiVersion, kind });

    expect(`${found?.apiVersion ?? ''} ${found?.kind ?? ''}`).toBe(meant);
  });

  test.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'DeploymentList'],
    ['v1', 'List'],
    ['v1', 'Config'],
    ['v1', 'Template'],
    ['v1', 'Route'],
    ['v1', 'RoleBinding'],
    ['v1', 'DeploymentConfig'],
    ['extensions/v1beta1', 'Ingress'],
    ['example.com/v1', 'deployment'],
    ['apps.example.com/v1', 'Deploymnet'],
    ['apps/v1', 'Application'],
  ])('is none of %s %s', (apiVersion, kind) => {
    expect(meantKind({ apiVersion, kind })).toBeNull();
  });

  const pod = (kind: string, name = 'a'): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {hostPID: true, containers: []}\n`;

  test('could not be looked at, and mends nothing', async () => {
    const { report, exitCode } = await reviewed({ 'a.yaml': pod('Pod') }, { 'a.yaml': pod('pod') });

    expect(exitCode).toBe(3);
    expect(report.findings).toEqual([]);
    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'unknown-kind',
        subject: 'a.yaml',
        message: 'a.yaml:2: v1 has no kind pod; expected Pod of v1. Kubernetes refuses a, and no rule checked it.',
        place: { kind: 'lines', file: 'a.yaml', first: 2, last: 2 },
      },
    ]);
    expect(report.posture.workloads).toEqual([]);
  });

  test('is said of what a chart prints, at the line of its template', async () => {
    const chart = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };
    const { report } = await reviewed(chart, { 'web/templates/p.yaml': `# {{ .Release.Name }}\n${pod('pod')}` });

    expect(report.problems).toMatchObject([
      { code: 'unknown-kind', place: { file: 'web/templates/p.yaml', first: 3 } },
    ]);
  });
});
