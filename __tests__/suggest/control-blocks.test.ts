import { describe, expect, test } from 'vitest';
import { type Finding } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited } = reviewer();

const chart = (containers: string): Texts => ({
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'debug: true\nnames: [a, b]\nsidecar: {image: "proxy:1"}\n',
  'web/templates/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${containers}`,
});

async function escalations(containers: string): Promise<Finding[]> {
  const { report } = await audited(chart(containers));
  expect(report.problems).toEqual([]);
  return report.findings.filter(({ rule }) => rule === 'pod-security-restricted/privilege-escalation');
}

const added = (indent: string): string =>
  [
    'securityContext:',
    '  allowPrivilegeEscalation: false',
    '  capabilities:',
    '    drop:',
    '      - ALL',
    '  runAsNonRoot: true',
    '  seccompProfile:',
    '    type: RuntimeDefault',
  ]
    .map((line) => indent + line)
    .join('\n');

describe('a container that stands in a control block of its own gets what it lacks in that block', () => {
  test.each([
    ['if', ['{{- if .Values.debug }}', '- name: debug', '  image: busybox:1', '{{- end }}']],
    ['range', ['{{- range .Values.names }}', '- name: {{ . }}', '  image: busybox:1', '{{- end }}']],
    ['with', ['{{- with .Values.sidecar }}', '- image: {{ .image }}', '  name: busybox', '{{- end }}']],
    ['else', ['{{- if .Values.off }}', '- name: x', '{{- else }}', '- name: y', '  image: busybox:1', '{{- end }}']],
    [
      'if in range',
      [
        '{{- range .Values.names }}',
        '{{- if $.Values.debug }}',
        '- name: {{ . }}',
        '  image: busybox:1',
        '{{- end }}',
        '{{- end }}',
      ],
    ],
  ])('%s', async (_, block) => {
    const lines = [...block, '- name: web', '  image: web:1'].map((line) => `    ${line}\n`);
    const last = block.findIndex((line) => line.includes('busybox'));
    const [first, ...others] = await escalations(lines.join(''));

    expect(first?.suggestion).toEqual({
      file: 'web/templates/pod.yaml',
      first: 6 + last,
      last: 6 + last,
      replacement: `${(lines[last] ?? '').trimEnd()}\n${added('      ')}`,
      risk: 'may-break',
      verified: true,
    });
    expect(others.length).toBeGreaterThan(0);
    expect(others.every(({ suggestion }) => suggestion?.verified)).toBe(true);
  });
});
