import { expect } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { auditor, type Texts } from '../suggest/audited.ts';

/** How long one bad input may hold up the rest. Milliseconds, as long as one call of an engine may take. */
export const timeLimit = 180_000;

const healthy: Texts = {
  'healthy/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: healthy}\nspec:\n  hostPID: true\n  containers: []\n',
};

/** Audits texts beside a manifest of which nothing may be lost, whatever is wrong with the others. */
export function besideHealthy(): (texts: Texts) => Promise<Report> {
  const audited = auditor();
  return async (texts) => {
    const report = await audited({ ...texts, ...healthy });
    expectHealthy(report);
    return report;
  };
}

export function expectHealthy({ findings }: Report): void {
  expect(findings.filter(({ source }) => source === 'healthy/pod.yaml')).toMatchObject([
    {
      rule: 'pod-security-baseline/host-namespaces',
      place: { kind: 'lines', file: 'healthy/pod.yaml', first: 5, last: 5 },
      suggestion: { file: 'healthy/pod.yaml', first: 5, last: 5 },
    },
  ]);
}

export function chartFile(name: string, more = ''): string {
  return `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;
}

/** A pod without containers: nothing is wrong with it but what its values say. */
export const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  hostNetwork: {{ .Values.hostNetwork }}
  containers: []
`;

export const hostNetwork = 'pod-security-baseline/host-namespaces';

export function of(report: Report, source: string): Finding[] {
  return report.findings.filter((finding) => finding.source === source);
}
