import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited } = reviewer();
/** A whole audit with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'hostNetwork: false\nprivileged: false\nprofile: RuntimeDefault\ndrop: [ALL]\nhostname: ""\n',
  'web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  {{- if .Values.hostNetwork }}
  hostNetwork: true
  {{- end }}
  containers:
    - name: a
      image: nginx:1.27
      securityContext:
        {{- if .Values.privileged }}
        privileged: true
        {{- else }}
        allowPrivilegeEscalation: false
        {{- end }}
        runAsNonRoot: true
        seccompProfile:
          type: {{ .Values.profile }}
        capabilities:
          drop: {{ toJson .Values.drop }}
`,
};

const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => `${' '.repeat(by)}${line}`).join('\n');

const application = (helm: readonly string[]): Texts => ({
  ...chart,
  'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source:
    repoURL: https://github.com/example/shop
    path: web
    helm:
${indented(helm, 6)}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`,
});

const helmfile = (release: readonly string[]): Texts => ({
  ...chart,
  'helmfile.yaml': `releases:
  - name: web
    chart: ./web
${indented(release, 4)}
`,
});

const helmRelease = (values: readonly string[]): Texts => ({
  ...chart,
  'clusters/web.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: shop, namespace: flux-system}
spec: {url: 'https://github.com/example/shop', ref: {branch: main}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: web}
spec:
  chart: {spec: {chart: ./web, sourceRef: {kind: GitRepository, name: shop, namespace: flux-system}}}
  values:
${indented(values, 4)}
`,
});

/** What is suggested for the findings of a rule where the chart is deployed. */
function fixesOf({ findings }: Report, rule: string): readonly string[] {
  return findings
    .filter((finding) => finding.rule.endsWith(`/${rule}`) && finding.source.startsWith('web'))
    .map(({ suggestion, noSuggestion = '' }) =>
      suggestion === undefined
        ? noSuggestion
        : `${suggestion.file}:${suggestion.first}-${suggestion.last} ${suggestion.replacement.trim()}`.trim(),
    );
}

describe('what a deployment gives is changed where it is given, and the template serves others', () => {
  test.each<readonly [string, Texts, string, string]>([
    [
      'a parameter of an Application',
      application(['parameters:', '  - name: hostNetwork', '    value: "true"']),
      'host-namespaces',
      'apps/web.yaml:11-11 value: "false"',
    ],
    [
      'a parameter on one line',
      application(['parameters:', '  - {name: hostNetwork, value: "true"}']),
      'host-namespaces',
      'apps/web.yaml:10-10 - {name: hostNetwork, value: "false"}',
    ],
    [
      'a parameter that is no truth',
      application(['parameters:', '  - name: profile', '    value: Unconfined']),
      'seccomp',
      'apps/web.yaml:11-11 value: RuntimeDefault',
    ],
    [
      'a list, which is taken away',
      application(['parameters:', '  - name: hostname', '    value: a', '  - name: drop', '    value: "{KILL}"']),
      'capabilities',
      'apps/web.yaml:12-13',
    ],
    [
      'a value of a map',
      application(['valuesObject:', '  privileged: true']),
      'privileged-containers',
      'apps/web.yaml:10-10 privileged: false',
    ],
    [
      'a value of a text',
      application(['values: |', '  privileged: true']),
      'privileged-containers',
      'apps/web.yaml:10-10 privileged: false',
    ],
    [
      '`set` of a release',
      helmfile(['set:', '  - name: hostNetwork', '    value: true']),
      'host-namespaces',
      'helmfile.yaml:6-6 value: false',
    ],
    [
      '`set` of several values, which is taken away',
      helmfile(['set:', '  - name: hostname', '    value: a', '  - name: drop', '    values: [KILL]']),
      'capabilities',
      'helmfile.yaml:7-8',
    ],
    [
      'values of a release',
      helmfile(['values:', '  - privileged: true']),
      'privileged-containers',
      'helmfile.yaml:5-5 - privileged: false',
    ],
    [
      'values of a HelmRelease',
      helmRelease(['privileged: true']),
      'privileged-containers',
      'clusters/web.yaml:12-12 privileged: false',
    ],
  ])('%s', { timeout: patience }, async (_, texts, rule, fix) => {
    expect(fixesOf((await audited(texts)).report, rule)).toEqual([fix]);
  });

  test('where no edit of it holds, it is said where it is', { timeout: patience }, async () => {
    const texts = application(['parameters:', '  - name: hostNetwork', '    value: "true"']);
    const both = {
      ...texts,
      'web/templates/pod.yaml': `${chart['web/templates/pod.yaml'] ?? ''}    {{- if .Values.hostNetwork }}\n    - {name: b, image: "nginx:1.27"}\n    {{- end }}\n`,
    };

    expect(fixesOf((await audited(both)).report, 'host-namespaces')).toEqual([
      expect.stringMatching(/Remove the parameter at apps\/web\.yaml:11/),
    ]);
  });
});

test('a branch of a template that would print nothing any more is no fix', { timeout: patience }, async () => {
  const { report } = await audited({
    ...chart,
    'web/values.yaml': 'mode: node\nprivileged: false\nprofile: RuntimeDefault\ndrop: [ALL]\n',
    'web/templates/pod.yaml': (chart['web/templates/pod.yaml'] ?? '').replace(
      'if .Values.hostNetwork',
      'if eq .Values.mode "node"',
    ),
  });

  expect(report.findings.map(({ suggestion }) => suggestion?.file)).not.toContain('web/templates/pod.yaml');
});
