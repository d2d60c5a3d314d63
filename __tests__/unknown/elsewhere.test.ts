import { describe, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
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
      noSuggestion:
        'It is rendered only when the release is upgraded, and edits are tested only for an installation. Make the change by hand.',
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
  'a key of a map': 'eq (index (dict "dev" "low" "prod" "high") .Release.Name | default "") "high"',
  'a map behind a key': '(index (dict "dev" dict "prod" (dict "deep" true)) .Release.Name).deep',
  'a key of a map that says yes': 'index (dict "dev" false "prod" true) .Release.Name',
  'a key that is got': 'get (dict "dev" false "prod" true) .Release.Name',
  'a key that is plucked': 'pluck .Release.Name (dict "dev" false) (dict "prod" true) | first',
  'a key that is dug for':
    'dig "stages" .Release.Name "deep" false (dict "stages" (dict "dev" dict "prod" (dict "deep" true)))',
  'a key of two': 'index (dict "a" (dict "dev" false "prod" true)) "a" .Release.Name',
  'a key of a namespace': 'index (dict "dev" false "prod" true) .Release.Namespace',
  'a key that is lower case': 'index (dict "dev" false "prod" true) (lower .Release.Name)',
  'a key that is picked': 'pick (dict "dev" 1 "prod" 2) .Release.Name | values | has 2',
  'a key in a longer name': 'index (dict "app-dev" false "app-prod" true) (printf "app-%s" .Release.Name)',
  'whether there is a key and what it has':
    'and (hasKey (dict "dev" false "prod" true) .Release.Name) (index (dict "dev" false "prod" true) .Release.Name)',
  'the kind behind a key': 'kindIs "map" (index (dict "dev" "a" "prod" dict) .Release.Name)',
  'a list behind a key': 'has "pid" (index (dict "dev" (list "a") "prod" (list "pid")) .Release.Name | default list)',
  'a key of a map that is read': 'index (fromYaml "{dev: false, prod: true}") .Release.Name',
  'a key in a list of keys': 'without (keys (dict "dev" 1 "prod" 2)) .Release.Name | has "prod" | not',
  'a letter': 'eq (trunc 1 .Release.Name) "x"',
  'a part': 'eq (splitList "-" .Release.Name | first) "prod"',
  'a date as a key': 'index (dict "2027" false "2031" true) (now | date "2006")',
  'a name and no other': 'and (eq .Release.Name "prod") (ne .Release.Name "dev")',
  'a name behind another one':
    'eq (ternary "a" (ternary "b" "c" (eq .Release.Name "prod")) (eq .Release.Name "dev")) "b"',
  'a text that is a template': 'eq (tpl "{{ .Release.Name }}" .) "prod"',
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
    const named = said(report.unknown.flatMap(({ hanging: found }) => found));
    expect(Object.keys(others).filter((each) => !named.includes(each))).toEqual([]);
  });

  test('in a variable, and through a named template', async () => {
    const define = '{{ define "stage" }}{{ .Release.Name | trunc 4 }}{{ end }}';
    const { report } = await added(under('eq $stage "prod"', `${define}{{ $stage := include "stage" . }}`));

    expect(hanging(report)).toContain(hangs);
  });

  const values = 'mode: "{{ .Release.Name }}"\nmap: {dev: {}, prod: {deep: true}}\n';
  test.each([
    ['compared', 'eq (tpl .Values.mode .) "prod"', ''],
    ['compared in a pipe', '.Values.mode | default "a" | toString | eq "b" | or (eq "prod" (tpl .Values.mode $))', ''],
    ['in a variable', 'eq $m "prod"', '{{ $m := tpl .Values.mode . }}'],
    ['in a map', 'hasKey .Values.map (tpl .Values.mode .)', ''],
    ['as a key', '(index .Values.map (tpl .Values.mode .)).deep', ''],
    ['without something', 'trimPrefix "release-name" (tpl .Values.mode .)', ''],
    ['by a named template', 'eq (include "mode" .) "prod"', '{{ define "mode" }}{{ tpl .Values.mode . }}{{ end }}'],
    ['put together', 'eq (tpl (print "{" "{ .Rel" "ease.Na" "me }" "}") .) "prod"', ''],
    ['decoded', 'eq (tpl (b64dec "e3sgLlJlbGVhc2UuTmFtZSB9fQ==") .) "prod"', ''],
    ['of a file', 'eq (tpl (.Files.Get "mode.txt") . | trim) "prod"', ''],
  ])('where a value that is a template is %s', async (_, condition, before) => {
    const { report } = await added(under(condition, before), {
      'shop/values.yaml': values,
      'shop/mode.txt': '{{ .Release.Name }}\n',
    });

    expect(hanging(report)).toContain(hangs);
  });

  test.each([
    [
      'behind another branch',
      `{{ if eq .Release.Name "dev" }}\n{{ else if eq .Release.Name "prod" }}\n${pod()}{{ end }}\n`,
    ],
    [
      'in a map that a template has set',
      under('eq .Values.stage "prod"', '{{ $_ := set .Values "stage" .Release.Name }}'),
    ],
    [
      'in a named template that is handed it',
      `{{ define "p" }}${under('eq .name "prod"')}{{ end }}{{ template "p" (dict "name" .Release.Name) }}`,
    ],
    [
      'in a list that a named template is handed',
      `{{ define "p" }}${under('eq (index . 1) "prod"')}{{ end }}{{ include "p" (list . .Release.Name) }}`,
    ],
    [
      'through two named templates',
      under(
        'eq (include "b" .) "prod"',
        '{{ define "a" }}{{ .Release.Name }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}',
      ),
    ],
    ['in a file that is a template', '{{ tpl (.Files.Get "p.txt") . }}\n'],
  ])('%s', async (_, text) => {
    const { report } = await added(text, { 'shop/p.txt': under('eq .Release.Name "prod"') });

    expect(hanging(report)).toContain(hangs);
  });

  test('each of a map with many keys', async () => {
    const keys = Array.from({ length: 20 }, (_, i) => `k${String(i)}: {pid: false}`);
    const values = `stages: {${keys.join(', ')}, prod: {pid: true}}\n`;
    const { report } = await added(
      pod('{{ (index .Values.stages .Release.Name | default dict).pid | default false }}'),
      {
        'shop/values.yaml': values,
      },
    );

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
      why: "Templates use the release's name; their output depends on it.",
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

test('what hangs on one letter that is drawn is named', async () => {
  const { report } = await added(under('eq (randAlpha 1) "q"'));

  expect(hanging(report)).toContain(hangs);
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
