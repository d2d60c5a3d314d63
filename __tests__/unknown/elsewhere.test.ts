import { describe, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited, reviewed } = reviewer();

const chart: Texts = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'a: b\n',
  'shop/templates/_names.tpl': `{{- define "shop.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
`,
  'shop/templates/c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ include "shop.fullname" . }}}\n',
};

const rule = 'pod-security-baseline/host-namespaces';
const pod = (hostPID = 'true'): string => `apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  hostPID: ${hostPID}
  containers: [{name: agent, image: "agent:1"}]
`;

/** A chart with a Pod under each of some conditions; the Pods are named as the conditions are said. */
function underEach(conditions: Readonly<Record<string, string>>): Texts {
  const pods = Object.entries(conditions).map(([name, condition]): [string, string] => [
    `shop/templates/${name.replaceAll(' ', '-')}.yaml`,
    under(condition).replace('name: agent', `name: ${name.replaceAll(' ', '-')}`),
  ]);
  return { ...chart, ...Object.fromEntries(pods) };
}

/** The conditions whose Pods are among what is said of the rule. */
function said(all: readonly Pick<Finding, 'rule' | 'object'>[]): string[] {
  return all
    .filter((each) => each.rule === rule)
    .map(({ object }) => object.name.replaceAll('-', ' '))
    .sort();
}

const added = (text: string, more: Texts = {}): Promise<{ readonly report: Report; readonly exitCode: number }> =>
  reviewed(chart, { ...chart, 'shop/templates/p.yaml': text, ...more });
const under = (condition: string, before = ''): string => `${before}{{- if ${condition} }}\n${pod()}{{- end }}\n`;

function hanging({ unknown }: Report): string[] {
  return unknown.flatMap(({ what, hanging: found }) => found.map((each) => `${what}: ${each.rule}`));
}
const hangs = `templates: ${rule}`;

const upgrades = {
  'asked for': '.Release.IsUpgrade',
  'where an installation is excluded': 'not .Release.IsInstall',
  'by its revision': 'gt .Release.Revision 1',
  'by a name that is put together': 'index (index . (print "Rel" "ease")) (print "Is" "Upgrade")',
  'in all that is known of the release': 'contains "IsUpgrade: true" (toYaml .Release)',
};

describe('what an upgrade of a release brings is found', () => {
  test('however it is asked for', async () => {
    const { report, exitCode } = await reviewed(chart, underEach(upgrades));

    expect(exitCode).toBe(1);
    expect(said(report.findings)).toEqual(Object.keys(upgrades).sort());
    expect(report.unknown).toEqual([]);
    expect(report.findings.find((finding) => finding.rule === rule)).toMatchObject({
      status: 'new',
      place: { kind: 'lines', first: 7, last: 7 },
      noSuggestion: 'It is rendered in an upgrade of the release only; edits are proven on an installation.',
    });
  });

  test('as a field of an object that is there in any case', async () => {
    const { report } = await added(pod('{{ .Release.IsUpgrade }}'));

    expect(report.findings.filter((finding) => finding.rule === rule).map(({ status }) => status)).toEqual(['new']);
  });

  test('where values hold the template', async () => {
    const values = `x: |\n${under('.Release.IsUpgrade').replace(/^/gm, '  ')}`;
    const { report } = await added('{{ tpl .Values.x . }}', { 'shop/values.yaml': values });

    expect(report.findings.some((finding) => finding.rule === rule)).toBe(true);
  });

  test('behind a check that would refuse it here', async () => {
    const guard = '{{ if not (lookup "v1" "Secret" "shop" "key") }}{{ fail "no key" }}{{ end }}';
    const { report } = await added(`{{ if .Release.IsUpgrade }}${guard}\n${pod()}{{ end }}`);

    expect(report.findings.some((finding) => finding.rule === rule)).toBe(true);
  });

  test('once, and not as new where it stood before', async () => {
    const before = { ...chart, 'shop/templates/p.yaml': under('.Release.IsUpgrade') };
    const { report } = await reviewed(before, { ...before, 'shop/values.yaml': 'a: c\n' });
    const statuses = report.findings.filter((finding) => finding.rule === rule).map(({ status }) => status);

    expect(statuses).toEqual(['existing']);
  });

  test('but not for Argo CD, which installs at each time', async () => {
    const application: Texts = {
      'apps/shop.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  source: {repoURL: https://github.com/example/platform, path: shop}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
`,
    };
    const base = { ...chart, ...application };
    const { report } = await reviewed(base, { ...base, 'shop/templates/p.yaml': under('.Release.IsUpgrade') });

    expect(report.findings.filter((finding) => finding.rule === rule)).toEqual([]);
    expect(report.unknown).toEqual([]);
  });
});

const others = {
  'another name': 'ne .Release.Name "release-name"',
  'one name': 'eq .Release.Name "prod"',
  'names that begin so': 'hasPrefix "prod-" .Release.Name',
  'names of a kind': 'regexMatch "^p.*d$" .Release.Name',
  'names of a list': 'has .Release.Name (list "a" "b")',
  'names of a map': 'hasKey (dict "prod" 1) .Release.Name',
  'the hash of a name': 'eq (sha256sum .Release.Name) "e3b0c442"',
  'a name that fits a pattern': 'regexFind "^prod" .Release.Name',
  'names that fit a pattern': 'regexFindAll "prod" .Release.Name -1',
  'a name without that of a plain render': 'trimPrefix "release-name" .Release.Name',
  'a name that something is replaced in': 'replace "release-name" "" .Release.Name',
  'any name but one': 'without (list .Release.Name) "release-name"',
  'another namespace': 'ne .Release.Namespace "default"',
  'one namespace': 'eq .Release.Namespace "kube-system"',
  'a revision': 'eq (int .Release.Revision) 3',
  'an upgrade under one name': 'and .Release.IsUpgrade (eq .Release.Name "prod")',
  'an API': '.Capabilities.APIVersions.Has "metrics.k8s.io/v1beta1"',
  'an API whose name is put together': '.Capabilities.APIVersions.Has (printf "%s/v1" "example.com")',
  'an API in the list': 'has "apps/v1/Deployment" .Capabilities.APIVersions',
  'an API in the list as a text': 'contains "apps/v1/Deployment" (join "," .Capabilities.APIVersions)',
  'the lack of an API': 'not (.Capabilities.APIVersions.Has "policy/v1beta1")',
  'a distribution': 'contains "eks" .Capabilities.KubeVersion.GitVersion',
  'a minor version': 'eq .Capabilities.KubeVersion.Minor "33"',
  'a version between': 'semverCompare "~1.33" .Capabilities.KubeVersion.Version',
  'an older version': 'semverCompare "<1.34" .Capabilities.KubeVersion.Version',
  'another Helm': 'hasPrefix "v3" .Capabilities.HelmVersion.Version',
  'another Go': 'ne .Capabilities.HelmVersion.GoVersion "go1.26.8"',
  'a value of an object, or else another': 'eq (dig "data" "evil" "false" (lookup "v1" "ConfigMap" "shop" "x")) "true"',
  'a value of an object': 'eq ((lookup "v1" "ConfigMap" "shop" "x").data).evil "true"',
  'an object of the cluster': 'lookup "v1" "Secret" "default" "flag"',
  'what an object of the cluster has': 'dig "data" "flag" "" (lookup "v1" "ConfigMap" "default" "flag")',
  'another date': 'ne (now | date "2006-01-02") "2026-01-01"',
  'one year': 'eq (now | date "2006") "2029"',
  'a later time': 'gt now.Unix 1790000000',
  'a day of the week': 'eq (now | date "Mon") "Fri"',
  'a number by chance': 'eq (randInt 0 1000) 7',
};

describe('what another release, cluster, time or chance would bring is named', () => {
  test('however it is asked for', async () => {
    const { report } = await reviewed(chart, underEach(others));

    expect(report.problems).toEqual([]);
    expect(said(report.findings)).toEqual([]);
    expect(said(report.unknown.flatMap(({ hanging: found }) => found))).toEqual(Object.keys(others).sort());
  });

  test('in a variable, and through a named template', async () => {
    const define = '{{ define "stage" }}{{ .Release.Name | trunc 4 }}{{ end }}';
    const { report } = await added(under('eq $stage "prod"', `${define}{{ $stage := include "stage" . }}`));

    expect(hanging(report)).toContain(hangs);
  });

  test('with its place and reason', async () => {
    const { report } = await added(under('eq .Release.Name "prod"'));
    const [unknown] = report.unknown;

    expect({ ...unknown, hanging: [] }).toEqual({
      deployment: 'shop',
      target: 'default',
      file: 'shop/Chart.yaml',
      line: 1,
      what: 'templates',
      why: "Templates ask for the release's name; what they print is not the same for all of these.",
      fields: 0,
      hanging: [],
      assumed: 0,
    });
  });

  test('and takes nothing away from what is found in any case', async () => {
    const { report, exitCode } = await added(under('ne .Release.Name "prod"'));

    expect(exitCode).toBe(1);
    expect(report.findings.some((finding) => finding.rule === rule)).toBe(true);
  });

  test('not again where it hung before', async () => {
    const before = { ...chart, 'shop/templates/p.yaml': under('eq .Release.Name "prod"') };
    const { report } = await reviewed(before, { ...before, 'shop/values.yaml': 'a: c\n' });

    expect(report.unknown).toEqual([]);
  });

  test('in a chart that a kustomization has Helm render', async () => {
    const build: Texts = {
      'app/kustomization.yaml': 'helmCharts: [{name: shop, releaseName: shop}]\n',
      ...Object.fromEntries(Object.entries(chart).map(([path, text]) => [`app/charts/${path}`, text])),
    };
    const head = { ...build, 'app/charts/shop/templates/p.yaml': under('gt now.Unix 1790000000') };
    const { report } = await reviewed(build, head);

    expect(hanging(report)).toContain(hangs);
  });
});

const shapes = {
  'the text of a placeholder': 'not (contains "placeholder" (genPrivateKey "rsa"))',
  'the kind of a key': 'contains "RSA PRIVATE KEY" (genPrivateKey "rsa")',
  'the length of a certificate': 'gt (len (genCA "a" 1).Cert) 700',
  'the version of a hash': 'hasPrefix "$2a$10$" (bcrypt "a")',
  'the length of a hash': 'eq (len (htpasswd "a" "b")) 62',
  'another draw': 'ne (randAlphaNum 8) "abcdefgh"',
};

test('what stands for keys and hashes can not be told from real ones', async () => {
  const { report } = await reviewed(chart, underEach(shapes));

  expect(said(report.findings)).toEqual(Object.keys(shapes).sort());
});

test('an ordinary chart says nothing of this', async () => {
  const ordinary: Texts = {
    ...chart,
    'shop/templates/i.yaml': `{{- if .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: {{ include "shop.fullname" . }}}
{{- end }}
---
apiVersion: {{ if semverCompare ">=1.19-0" .Capabilities.KubeVersion.Version }}networking.k8s.io/v1{{ else }}extensions/v1beta1{{ end }}
kind: Ingress
metadata: {name: {{ include "shop.fullname" . }}, namespace: {{ .Release.Namespace }}}
---
apiVersion: v1
kind: Secret
metadata: {name: {{ include "shop.fullname" . }}}
stringData:
  password: {{ randAlphaNum 16 | quote }}
  at: {{ now | date "2006" | quote }}
  old: {{ dig "data" "password" "" (lookup "v1" "Secret" .Release.Namespace "x") | quote }}
`,
  };
  const { report } = await audited(ordinary);

  expect(report.unknown).toEqual([]);
  expect(report.problems).toEqual([]);
});
