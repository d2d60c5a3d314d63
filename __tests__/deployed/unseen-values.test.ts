import { expect, test } from 'vitest';
import { reviewer } from '../remote/reviewed.ts';

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: elsewhere}}}
  valuesFrom: [{kind: ConfigMap, name: values, valuesKey: privileged, targetPath: privileged}]
`;

const values = (privileged: string): string => `apiVersion: v1
kind: ConfigMap
metadata: {name: values, namespace: shop}
data: {privileged: "${privileged}"}
`;

const { reviewed } = reviewer();

test('values of a release whose chart cannot be seen change, and that is said of the chart', async () => {
  const { report, exitCode } = await reviewed(
    { 'flux/release.yaml': release, 'flux/values.yaml': values('false') },
    { 'flux/values.yaml': values('true') },
  );

  expect(exitCode).toBe(0);
  expect(report.unknown).toEqual([
    expect.objectContaining({
      deployment: 'web',
      file: 'flux/release.yaml',
      what: 'chart',
      why: 'GitRepository/elsewhere is not in this repository.',
    }),
  ]);
});

test('other files change, and nothing is said of it', async () => {
  const { report } = await reviewed(
    { 'flux/release.yaml': release, 'flux/values.yaml': values('false') },
    { 'pod.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n' },
  );

  expect(report.unknown).toEqual([]);
});
