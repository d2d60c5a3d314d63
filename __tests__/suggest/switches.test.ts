import { describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { auditor, suggestions, taken, type Texts } from './audited.ts';

const audited = auditor();
/** A whole audit with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const seccomp = 'pod-security-restricted/seccomp';
const chart = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };

/** Restricted but for the seccomp profile. */
const rights = '{allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true}';

/** A pod with a container; `context`: lines of its pod's security context or around it. */
function pod(context: string, name = 'web', security = rights): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
${context}  containers:
    - name: main
      image: nginx:1.27
      securityContext: ${security}
`;
}

const switched = `  securityContext:
    fsGroup: 1000
    {{- if .Values.seccompProfile.enable }}
    seccompProfile:
      type: {{ .Values.seccompProfile.type }}
    {{- end }}
`;
const offValues = 'seccompProfile:\n  # restricted\n  enable: false # for old nodes\n  type: RuntimeDefault\n';

interface Found {
  /** The value of each finding, as `file:line path`. */
  readonly origins: readonly string[];
  /** Each suggestion, as `file:line replacement`. */
  readonly edits: readonly string[];
  readonly left: number;
}

/** What an audit says about a chart, and how many findings are left after its suggestions. */
async function found(texts: Texts): Promise<Found> {
  const report = await audited({ ...chart, ...texts });
  const all = suggestions(report).map(({ suggestion }) => suggestion);
  const origins = report.findings
    .filter(({ rule }) => rule.startsWith('pod-security'))
    .map(({ origin }) => {
      const from = origin?.values;
      return from === undefined ? '-' : `${from.file}:${from.line} ${from.path.join('.')}`;
    });
  const after = await audited(taken({ ...chart, ...texts }, all));
  return {
    origins,
    edits: all.map(({ file, first, replacement }) => `${file}:${first} ${replacement.trim()}`),
    left: after.findings.filter(({ rule }) => rule.startsWith('pod-security')).length,
  };
}

/** How many times an audit renders some templates of a chart with other values, to see what these decide. */
async function renders(texts: Texts): Promise<number> {
  const world = await openSmallWorld(() => undefined, null);
  const { helm } = world.engines;
  let count = 0;
  const render: typeof helm.render = async (request) => {
    if (request.include.length > 0 && request.provenance === false) count += 1;
    return helm.render(request);
  };
  const options = {
    paths: [],
    chart: null,
    config: null,
    kubernetesVersion: null,
    failOn: null,
    allowEmpty: false,
    sets: ['all' as const],
  };
  const directory = temporaryFolder({ ...chart, ...texts });
  const engines = { ...world.engines, helm: { ...helm, render } };
  await audit({ ...options, directory, today: '2026-01-01' }, { ...world, engines });
  await world.engines.close();
  return count;
}

describe('a switch that is off', () => {
  test(
    'is the place of all findings that it would prevent, and they share one edit',
    { timeout: patience },
    async () => {
      const result = await found({
        'web/values.yaml': offValues,
        'web/templates/a.yaml': pod(switched, 'a'),
        'web/templates/b.yaml': pod(switched, 'b'),
      });

      const origin = 'web/values.yaml:3 seccompProfile.enable';
      expect(result).toEqual({
        origins: [origin, origin],
        edits: ['web/values.yaml:3 enable: true # for old nodes'],
        left: 0,
      });
    },
  );

  const block = (guard: string): string =>
    `  {{- ${guard} }}\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  {{- end }}\n`;

  test.each([
    [
      'around the whole security context of the pod',
      block('if .Values.hardened'),
      'hardened: false\n',
      'hardened: true',
    ],
    ['that is null', block('with .Values.hardened'), 'hardened: null\n', 'hardened: true'],
    ['that is an empty text', block('if .Values.hardened'), 'hardened: ""\n', 'hardened: true'],
    ['that is an empty map', block('if .Values.hardened'), 'hardened: {}\n', 'hardened: true'],
    [
      'beside one that is on',
      block('if and .Values.hardened .Values.other'),
      'other: true\nhardened: false\n',
      'hardened: true',
    ],
    ['that is inverted', block('if not .Values.relaxed'), 'relaxed: true\n', 'relaxed: false'],
    ['that is a mode', block('if eq .Values.mode "strict"'), 'mode: open\n', 'mode: strict'],
    [
      'in a variable',
      `  {{- $pod := .Values.pod }}\n${block('if $pod.hardened')}`,
      'pod:\n  hardened: false\n',
      'hardened: true',
    ],
    [
      'before an alternative',
      '  securityContext:\n    {{- if .Values.hardened }}\n    seccompProfile: {type: RuntimeDefault}\n    {{- else }}\n    fsGroup: 1\n    {{- end }}\n    runAsGroup: 1\n',
      'hardened: false\n',
      null,
    ],
    [
      'as an alternative',
      '  securityContext:\n    runAsGroup: 1\n    {{- if .Values.relaxed }}\n    {{- else }}\n    seccompProfile: {type: RuntimeDefault}\n    {{- end }}\n',
      'relaxed: true\n',
      'relaxed: false',
    ],
    [
      'as a second alternative',
      '  {{- if .Values.windows }}\n  os: {name: windows}\n  {{- else if .Values.hardened }}\n  securityContext: {seccompProfile: {type: RuntimeDefault}}\n  {{- end }}\n',
      'windows: false\nhardened: false\n',
      'hardened: true',
    ],
    [
      'on one line',
      '  securityContext:\n    fsGroup: 1\n    {{ if .Values.hardened }}seccompProfile: {type: RuntimeDefault}{{ end }}\n',
      'hardened: false\n',
      'hardened: true',
    ],
    [
      'beside what it prints',
      '  {{- if .Values.podSecurityContext.enabled }}\n  securityContext: {{- omit .Values.podSecurityContext "enabled" | toYaml | nindent 4 }}\n  {{- end }}\n',
      'podSecurityContext:\n  enabled: false\n  seccompProfile: {type: RuntimeDefault}\n',
      'enabled: true',
    ],
    [
      'below the key',
      '  securityContext:\n    fsGroup: 1\n    {{- if .Values.context.enabled }}\n    {{- omit .Values.context "enabled" | toYaml | nindent 4 }}\n    {{- end }}\n',
      'context:\n  enabled: false\n  seccompProfile: {type: RuntimeDefault}\n',
      'enabled: true',
    ],
  ])('%s', { timeout: patience }, async (_, context, text, edit) => {
    const result = await found({ 'web/values.yaml': text, 'web/templates/pod.yaml': pod(context) });

    expect(result.origins).toEqual([expect.stringMatching(/^web\/values\.yaml:\d /)]);
    if (edit !== null) expect(result).toMatchObject({ edits: [expect.stringMatching(`:\\d ${edit}$`)], left: 0 });
    else expect(result.edits.filter((each) => each.startsWith('web/values.yaml'))).toEqual([]);
  });

  test.each([
    ['false', 'hardened: false\n', 'if .Values.hardened', 'hardened: true'],
    ['null', 'hardened: null\n', 'if .Values.hardened', 'hardened: true'],
    ['another mode', 'mode: open\n', 'if eq .Values.mode "strict"', 'mode: strict'],
  ])('in the container itself: %s', { timeout: patience }, async (_, text, guard, edit) => {
    const security = `\n        runAsNonRoot: true\n        allowPrivilegeEscalation: false\n        capabilities: {drop: [ALL]}\n        {{- ${guard} }}\n        seccompProfile:\n          type: RuntimeDefault\n        {{- end }}`;
    const result = await found({ 'web/values.yaml': text, 'web/templates/pod.yaml': pod('', 'web', security) });

    expect(result).toMatchObject({ edits: [`web/values.yaml:1 ${edit}`], left: 0 });
  });

  test('for several fields at once', { timeout: patience }, async () => {
    const security = '\n        allowPrivilegeEscalation: false\n        capabilities: {drop: [ALL]}';
    const context =
      '  {{- if .Values.hardened }}\n  securityContext:\n    runAsNonRoot: true\n    seccompProfile: {type: RuntimeDefault}\n  {{- end }}\n';
    const result = await found({
      'web/values.yaml': 'hardened: false\n',
      'web/templates/pod.yaml': pod(context, 'web', security),
    });

    const origin = 'web/values.yaml:1 hardened';
    expect(result).toEqual({ origins: [origin, origin], edits: ['web/values.yaml:1 hardened: true'], left: 0 });
  });

  test('in a vendored subchart is turned on by the chart around it', { timeout: patience }, async () => {
    const result = await found({
      'web/values.yaml': 'name: web\n',
      'web/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
      'web/charts/api/Chart.yaml': 'apiVersion: v2\nname: api\nversion: 1.0.0\n',
      'web/charts/api/values.yaml': offValues,
      'web/charts/api/templates/pod.yaml': pod(switched),
    });

    expect(result).toEqual({
      origins: ['web/charts/api/values.yaml:3 seccompProfile.enable'],
      edits: [expect.stringMatching(/^web\/values\.yaml:1 name: web\napi:\n +seccompProfile:\n +enable: true$/)],
      left: 0,
    });
  });

  test('in a named template', { timeout: patience }, async () => {
    const result = await found({
      'web/values.yaml': offValues,
      'web/templates/_pod.tpl': `{{- define "web.pod" }}
{{- if .Values.seccompProfile.enable }}
securityContext:
  {{- include "web.profile" . | nindent 2 }}
{{- end }}
{{- end }}
{{- define "web.profile" }}
seccompProfile:
  type: {{ .Values.seccompProfile.type }}
{{- end }}
`,
      'web/templates/pod.yaml': pod('  {{- include "web.pod" . | nindent 2 }}\n'),
    });

    expect(result).toEqual({
      origins: ['web/values.yaml:3 seccompProfile.enable'],
      edits: ['web/values.yaml:3 enable: true # for old nodes'],
      left: 0,
    });
  });

  test('is edited in the file that turns it off last', { timeout: patience }, async () => {
    const result = await found({
      'web/values.yaml': offValues.replace('false', 'true'),
      'web/values-dev.yaml': 'seccompProfile:\n  enable: false\n',
      'web/templates/pod.yaml': pod(switched),
    });

    expect(result).toEqual({
      origins: ['web/values-dev.yaml:2 seccompProfile.enable'],
      edits: ['web/values-dev.yaml:2 enable: true'],
      left: 0,
    });
  });

  const application = (helm: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source:
    repoURL: https://example.org/this.git
    path: web
    helm:
${helm}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`;
  const strict = `  {{- if eq .Values.mode "strict" }}\n  securityContext: {seccompProfile: {type: RuntimeDefault}}\n  {{- end }}\n`;

  test.each([
    [
      'values',
      '      valuesObject:\n        seccompProfile:\n          enable: false',
      switched,
      'seccompProfile.enable',
      'enable: true',
    ],
    [
      'parameters',
      '      parameters:\n        - name: seccompProfile.enable\n          value: "false"',
      switched,
      'seccompProfile.enable',
      'value: "true"',
    ],
    ['mode', '      parameters:\n        - name: mode\n          value: open', strict, 'mode', 'value: strict'],
  ])('is edited in the %s of the deployment', { timeout: patience }, async (_, helm, context, path, edit) => {
    const result = await found({
      'web/values.yaml': `${offValues.replace('false', 'true')}mode: strict\n`,
      'web/templates/pod.yaml': pod(context),
      'apps/web.yaml': application(helm),
    });

    expect(result).toEqual({
      origins: [expect.stringMatching(new RegExp(`^apps/web\\.yaml:1[01] ${path}$`))],
      edits: [expect.stringMatching(new RegExp(`^apps/web\\.yaml:1[01] ${edit}$`))],
      left: 0,
    });
  });

  test('in an item of a list', { timeout: patience }, async () => {
    const items = pod(
      '  {{- if .hardened }}\n  securityContext: {seccompProfile: {type: RuntimeDefault}}\n  {{- end }}\n',
      '{{ .name }}',
    );
    const result = await found({
      'web/values.yaml': 'pods:\n  - name: a\n    hardened: true\n  - name: b\n    hardened: false\n',
      'web/templates/pods.yaml': `{{- range .Values.pods }}\n---\n${items}{{- end }}\n`,
    });

    expect(result).toEqual({
      origins: ['web/values.yaml:5 pods.1.hardened'],
      edits: ['web/values.yaml:5 hardened: true'],
      left: 0,
    });
  });
});

describe('a switch is not turned on', () => {
  const inValues = ({ edits }: Found): string[] => edits.filter((each) => each.startsWith('web/values.yaml'));

  test('where it sets other fields, too', { timeout: patience }, async () => {
    const context =
      '  {{- if .Values.hardened }}\n  hostUsers: false\n  securityContext:\n    fsGroup: 1000\n    seccompProfile: {type: RuntimeDefault}\n  {{- end }}\n';
    const result = await found({ 'web/values.yaml': 'hardened: false\n', 'web/templates/pod.yaml': pod(context) });

    expect(result.origins).toEqual(['web/values.yaml:1 hardened']);
    expect(inValues(result)).toEqual([]);
  });

  test('where it brings objects', { timeout: patience }, async () => {
    const context = switched.replaceAll('.Values.seccompProfile.enable', '.Values.hardened');
    const result = await found({
      'web/values.yaml': 'hardened: false\nseccompProfile: {type: RuntimeDefault}\n',
      'web/templates/pod.yaml': pod(context),
      'web/templates/more.yaml':
        '{{- if .Values.hardened }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n{{- end }}\n',
    });

    expect(inValues(result)).toEqual([]);
  });

  test('where it brings another finding', { timeout: patience }, async () => {
    const context = switched.replace('{{- end }}', '{{- end }}').replace('fsGroup: 1000', 'runAsGroup: 1');
    const result = await found({
      'web/values.yaml': offValues.replace('RuntimeDefault', 'Unconfined'),
      'web/templates/pod.yaml': pod(context),
    });

    expect(inValues(result)).toEqual([]);
  });

  test.each([
    ['where the finding goes, but the field does not come', '  # no seccompProfile: there\n  os: {name: windows}\n'],
    ['where the field comes, but the finding stays', '  securityContext: {seccompProfile: RuntimeDefault}\n'],
  ])('%s', { timeout: patience }, async (_, body) => {
    const result = await found({
      'web/values.yaml': 'switch: false\n',
      'web/templates/pod.yaml': pod(`  {{- if .Values.switch }}\n${body}  {{- end }}\n`),
    });

    expect(result.origins).toEqual(['-']);
    expect(inValues(result)).toEqual([]);
  });

  test('where it takes the container away', { timeout: patience }, async () => {
    const context =
      '  {{- if .Values.lite }}\n  securityContext: {seccompProfile: {type: RuntimeDefault}}\n  {{- end }}\n';
    const texts = {
      'web/values.yaml': 'lite: false\n',
      'web/templates/pod.yaml':
        pod(context).replace('    - name: main', '    {{- if not .Values.lite }}\n    - name: main') +
        '    {{- end }}\n',
    };
    const result = await found(texts);

    expect(result.origins).toEqual(['-']);
    expect(inValues(result)).toEqual([]);
  });

  test('where a waiver allows the pod to be without', { timeout: patience }, async () => {
    const report = await audited({
      ...chart,
      '.github/plimsoll.yaml': `waivers:\n  - rule: ${seccomp}\n    object: Pod/a\n    reason: Its node has no profile.\n    owner: ops\n    expires: '2026-06-30'\n`,
      'web/values.yaml': offValues,
      'web/templates/a.yaml': pod(switched, 'a'),
      'web/templates/b.yaml': pod(switched, 'b'),
    });

    expect(suggestions(report).filter(({ suggestion: { file } }) => file === 'web/values.yaml')).toEqual([]);
  });
});

// The first two renders of a chart begin at the same time, and the others know what these found.
describe('the search for a switch', () => {
  const valueFiles = (count: number, text: (index: number) => string): Texts =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`web/values-e${index}.yaml`, text(index)]));

  test('renders nothing where no branch could print the field', { timeout: patience }, async () => {
    const context = '  {{- if .Values.node }}\n  hostIPC: false\n  {{- end }}\n  securityContext:\n    fsGroup: 1\n';

    expect(await renders({ 'web/values.yaml': 'node: false\n', 'web/templates/pod.yaml': pod(context) })).toBe(0);
  });

  test(
    'tries the values in its condition, and not those in the conditions around it',
    { timeout: patience },
    async () => {
      const guarded = switched.replace('if .Values', 'if and .Values.seccompProfile.forced .Values');
      const inside = (context: string): Texts => ({
        'web/values.yaml': `create: true\n${offValues.replace('type', 'forced: false\n  type')}`,
        'web/templates/pod.yaml': `{{- if .Values.create }}\n${pod(context)}{{- end }}\n`,
      });
      const without = await renders(inside('  securityContext:\n    fsGroup: 1000\n'));

      expect(await renders(inside(guarded))).toBe(without + 2);
    },
  );

  test(
    'renders once for all templates, and not for each value file that says the same of it',
    { timeout: patience },
    async () => {
      const texts = {
        'web/values.yaml': `seccompProfile:\n  enable: false\n  type: RuntimeDefault\nother: 1\n`,
        'web/templates/a.yaml': pod(switched, 'a'),
        'web/templates/b.yaml': pod(switched, 'b'),
      };

      expect(await renders({ ...texts, ...valueFiles(5, (index) => `other: ${index}\n`) })).toBeLessThanOrEqual(2);
    },
  );

  test('ends after two renders in which a switch had no effect', { timeout: patience }, async () => {
    const context =
      '  securityContext:\n    fsGroup: {{ .Values.group }}\n    {{- if and .Values.hardened .Values.never }}\n    seccompProfile: {type: RuntimeDefault}\n    {{- end }}\n';
    const texts = { 'web/values.yaml': 'hardened: false\ngroup: 1\n', 'web/templates/pod.yaml': pod(context) };

    expect(await renders({ ...texts, ...valueFiles(8, (index) => `group: ${index + 2}\n`) })).toBe(2);
  });
});
