/** A suggestion that moves an object to another API version is proven like any other. */
import { expect, test } from 'vitest';
import { reviewer } from '../remote/reviewed.ts';

const { audited } = reviewer();

const cron = `apiVersion: batch/v1beta1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "0 1 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: report
              image: example.org/report:1.0
`;

test.each([
  ['a file', { 'a.yaml': cron }, 'a.yaml'],
  [
    'a chart',
    { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', 'web/templates/a.yaml': cron },
    'web/templates/a.yaml',
  ],
  [
    'a kustomization',
    { 'k/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: x-\n', 'k/a.yaml': cron },
    'k/a.yaml',
  ],
])('in %s', async (_, files, file) => {
  const { report } = await audited(files);
  const found = report.findings.filter(({ rule }) => rule === 'api-versions/removed');

  expect(found).toHaveLength(1);
  expect(found[0]?.noSuggestion).toBeUndefined();
  expect(found[0]?.suggestion).toMatchObject({ file, first: 1, last: 1, replacement: 'apiVersion: batch/v1' });
});

test('not where that object exists already', async () => {
  const { report } = await audited({ 'a.yaml': `${cron}---\n${cron.replace('v1beta1', 'v1')}` });
  const [found] = report.findings.filter(({ rule }) => rule === 'api-versions/removed');

  expect(found?.suggestion).toBeUndefined();
});
