import { describe, expect, test } from 'vitest';
import { mostContainers, withFirstContainers } from '../../src/rules/bounded.ts';
import { reviewer } from '../remote/reviewed.ts';

const { reviewed } = reviewer();
const containers = (count: number): { readonly name: string }[] =>
  Array.from({ length: count }, (_, index) => ({ name: `c${String(index)}` }));
const pod = { containers: containers(mostContainers + 1) };
const first = { containers: containers(mostContainers) };

describe('of a workload with more containers than are judged', () => {
  test.each([
    ['Pod', { spec: pod }, { spec: first }],
    ['PodTemplate', { template: { spec: pod } }, { template: { spec: first } }],
    ['Deployment', { spec: { template: { spec: pod } } }, { spec: { template: { spec: first } } }],
    [
      'CronJob',
      { spec: { jobTemplate: { spec: { template: { spec: pod } } } } },
      { spec: { jobTemplate: { spec: { template: { spec: first } } } } },
    ],
  ])('the first ones are: %s', (kind, fields, expected) => {
    const group = new Map([
      ['Deployment', 'apps/v1'],
      ['CronJob', 'batch/v1'],
    ]);
    const object = { apiVersion: group.get(kind) ?? 'v1', kind };

    expect(withFirstContainers({ ...object, ...fields })).toEqual({ ...object, ...expected });
    expect(withFirstContainers({ ...object, ...expected })).toBeNull();
  });

  test('what is found in them is said, and that there are more', async () => {
    const lines = containers(mostContainers + 1).map(({ name }) => `  - {name: ${name}, image: "a:1"}\n`);
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: true\n  containers:\n${lines.join('')}`;
    const { report, exitCode } = await reviewed({}, { 'p.yaml': text });

    expect(exitCode).toBe(3);
    expect(report.findings.some(({ rule }) => rule === 'pod-security-baseline/host-namespaces')).toBe(true);
    expect(report.problems.map(({ code, subject, message }) => ({ code, subject, message }))).toEqual([
      {
        code: 'too-large',
        subject: 'p.yaml',
        message:
          'Pod a of p.yaml has more than 1000 containers in a list, and only the first ones were checked. Split it.',
      },
    ]);
  }, 120_000);
});
