import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { applyEdits } from '../../src/yaml/line-edits.ts';
import { chartRepository, pod, type Published } from './published.ts';
import { allowing, reviewer, type Texts } from './reviewed.ts';

const charts: Published = {
  'web 1.0.0': { 'values.yaml': 'privileged: false\n', 'templates/pod.yaml': pod },
  'web 1.1.0': { 'values.yaml': 'privileged: true\n', 'templates/pod.yaml': pod },
};

/** An Application of the chart; `helm` are further lines of its source. */
function application(repository: string, version: string, helm = ''): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
spec:
  destination:
    namespace: shop
  source:
    repoURL: ${repository}
    chart: web
    targetRevision: ${version} # checked by hand
${helm}`;
}

const rule = 'pod-security-baseline/privileged-containers';

function privileged({ findings }: Report): Finding {
  const found = findings.find((finding) => finding.rule === rule);
  if (found === undefined) throw new Error(`no finding of ${rule}`);
  return found;
}

describe('an Application whose chart is in a chart repository', () => {
  const { reviewed, audited } = reviewer();

  /** The review of a new version of the chart, and the Application's text after its suggestion was taken. */
  async function bumped(helm = ''): Promise<{ report: Report; taken: string; before: string }> {
    const { origin } = await chartRepository(charts);
    const texts = (version: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'apps/web.yaml': application(`${origin}/charts`, version, helm),
    });
    const { report } = await reviewed(texts('1.0.0'), texts('1.1.0'));
    const before = texts('1.1.0')['apps/web.yaml'] ?? '';
    const { suggestion } = privileged(report);
    return { report, before, taken: suggestion === undefined ? before : applyEdits(before, [suggestion]) };
  }

  it('has what a new version brings at the line that chose it, and keeps what was there before', async () => {
    const { report } = await bumped();

    expect(report.problems).toEqual([]);
    expect(privileged(report)).toMatchObject({
      status: 'new',
      source: 'apps/web.yaml@web',
      message: 'Container "web" runs privileged.',
      origin: { template: { chart: 'web 1.1.0', file: 'templates/pod.yaml', line: 10 } },
      place: { kind: 'lines', file: 'apps/web.yaml', first: 11, last: 11 },
    });
    expect(report.findings.filter(({ status }) => status === 'new').map((finding) => finding.rule)).toEqual([rule]);
    expect(report.findings.filter(({ status }) => status === 'existing').length).toBeGreaterThan(0);
    expect(report.posture.workloads.map(({ psa }) => psa)).toEqual([{ before: 'baseline', after: 'privileged' }]);
  });

  it('gets values of its own where it has none', async () => {
    const { before, taken } = await bumped();

    expect(taken).toBe(`${before}    helm:\n      valuesObject:\n        privileged: false\n`);
  });

  it('gets a further value in the map that it has', async () => {
    const { before, taken } = await bumped(
      '    helm:\n      valuesObject:\n        # two are enough\n        replicas: 2\n',
    );

    expect(taken).toBe(`${before}        privileged: false\n`);
  });

  it('gets a further value in the text that it has', async () => {
    const { before, taken } = await bumped(
      '    helm:\n      values: |\n        # two are enough\n        replicas: 2\n\n      releaseName: web\n',
    );

    expect(taken).toBe(before.replace('replicas: 2\n', 'replicas: 2\n        privileged: false\n'));
  });

  it.each(['valuesObject:', 'values: |'])('has the value changed that it sets itself under %s', async (key) => {
    const helm = `    helm:\n      ${key}\n        privileged: true # for now\n`;
    const { origin } = await chartRepository(charts);
    const text = application(`${origin}/charts`, '1.1.0', helm);

    const { report } = await audited({ '.github/plimsoll.yaml': allowing(origin), 'web.yaml': text });

    expect(privileged(report).suggestion).toEqual({
      file: 'web.yaml',
      first: 14,
      last: 14,
      replacement: '        privileged: false # for now',
      risk: 'may-break',
      verified: true,
    });
  });

  it('names the line of the value that it sets', async () => {
    const { origin } = await chartRepository(charts);
    const text = application(`${origin}/charts`, '1.1.0', '    helm:\n      valuesObject:\n        privileged: true\n');

    const { report } = await audited({ '.github/plimsoll.yaml': allowing(origin), 'web.yaml': text });

    expect(privileged(report).origin?.values).toEqual({ file: 'web.yaml', line: 14, path: ['privileged'] });
  });

  it('gets no suggestion in a text that is not written in lines, and the reason', async () => {
    const { report } = await bumped('    helm:\n      values: "replicas: 2"\n');

    expect(privileged(report).suggestion).toBeUndefined();
    expect(privileged(report).noSuggestion).toBe(
      'The value `privileged` is a default of a chart that is fetched or vendored, and no edit of values in this repository was found that changes only this. Set it by hand where the chart is deployed.',
    );
  });

  it('loses no other object of its file', async () => {
    const { origin } = await chartRepository(charts);
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n';
    const text = `${namespace}${application(`${origin}/charts`, '1.0.0')}`;

    const { report } = await audited({ '.github/plimsoll.yaml': allowing(origin), 'web.yaml': text });

    expect(report.sources).toMatchObject([
      { id: 'web.yaml', kind: 'plain', objects: 2 },
      { id: 'web.yaml@web', kind: 'helm', objects: 1, status: 'rendered' },
    ]);
  });

  it('asks nobody whom the configuration does not name, and says which line to add', async () => {
    const server = await chartRepository(charts);

    const { report, exitCode } = await audited({ 'web.yaml': application(`${server.origin}/charts`, '1.0.0') });

    expect(server.seen).toEqual([]);
    expect(exitCode).toBe(3);
    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'remote-refused',
        subject: 'web.yaml@web',
        message:
          `web 1.0.0 was not fetched from ${server.host}: ${server.origin} is not on the list of allowed hosts; list ` +
          'it with its scheme to allow it. Add it to fetch.hosts in .github/plimsoll.yaml to allow it.',
        place: { kind: 'lines', file: 'web.yaml', first: 11, last: 11 },
      },
    ]);
  });

  it('does not let the pull request choose whom to ask', async () => {
    const server = await chartRepository(charts);
    const texts = (version: string): Texts => ({ 'web.yaml': application(`${server.origin}/charts`, version) });

    const { exitCode } = await reviewed(texts('1.0.0'), {
      ...texts('1.1.0'),
      '.github/plimsoll.yaml': allowing(server.origin),
    });

    expect(exitCode).toBe(3);
    expect(server.seen).toEqual([]);
  });

  it('is mended in a values file only where that does no harm to another that reads it, changed or not', async () => {
    const proxy = pod.replace(
      'privileged: {{ .Values.privileged }}',
      'privileged: false\n  hostNetwork: {{ not .Values.privileged }}',
    );
    const { origin } = await chartRepository({
      ...charts,
      'proxy 1.0.0': { 'values.yaml': 'privileged: true\n', 'templates/pod.yaml': proxy },
    });
    const sharing = (name: string, version: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  sources:
    - repoURL: ${origin}/charts
      chart: ${name}
      targetRevision: ${version}
      helm:
        valueFiles: [$ours/shared.yaml]
    - repoURL: https://example.test/org/this
      ref: ours
`;
    const texts = (version: string, other: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'shared.yaml': 'replicas: 2\n',
      'web.yaml': sharing('web', version),
      'other.yaml': sharing(other, '1.0.0'),
    });

    const harmless = await reviewed(texts('1.0.0', 'web'), texts('1.1.0', 'web'));
    const harmful = await reviewed(texts('1.0.0', 'proxy'), texts('1.1.0', 'proxy'));

    expect(privileged(harmless.report).suggestion).toMatchObject({
      file: 'shared.yaml',
      replacement: 'replicas: 2\nprivileged: false',
    });
    expect(privileged(harmful.report).suggestion).toBeUndefined();
    expect(privileged(harmful.report).noSuggestion).toMatch(
      /^An edit of shared\.yaml was tried, but it would bring a new finding: pod-security-baseline\/host-/,
    );
  });

  it('is waived by the file that chose the chart', async () => {
    const { origin } = await chartRepository(charts);
    const waiver = `waivers:\n  - { rule: ${rule}, file: apps/web.yaml, reason: for now, owner: ops, expires: '2026-06-30' }\n`;

    const { report } = await audited({
      '.github/plimsoll.yaml': `${allowing(origin)}${waiver}`,
      'apps/web.yaml': application(`${origin}/charts`, '1.1.0'),
    });

    expect(privileged(report).status).toBe('waived');
  });

  it('is not fetched where nothing of it changes', async () => {
    const server = await chartRepository(charts);
    const texts: Texts = {
      '.github/plimsoll.yaml': allowing(server.origin),
      'web.yaml': application(`${server.origin}/charts`, '1.0.0'),
    };

    const { exitCode } = await reviewed(texts, { ...texts, 'README.md': 'Hello' });

    expect(exitCode).toBe(0);
    expect(server.seen).toEqual([]);
  });
});

describe('an ApplicationSet', () => {
  const { reviewed } = reviewer();
  const set = (repository: string, version: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: web
spec:
  generators:
    - list:
        elements:
          - cluster: east
          - cluster: west
  template:
    metadata:
      name: 'web-{{cluster}}'
    spec:
      destination:
        name: '{{cluster}}'
        namespace: shop
      source:
        repoURL: ${repository}
        chart: web
        targetRevision: ${version}
`;

  it('is mended in its template, for all of its applications', async () => {
    const { origin, seen } = await chartRepository(charts);
    const texts = (version: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'set.yaml': set(`${origin}/charts`, version),
    });

    const { report } = await reviewed(texts('1.0.0'), texts('1.1.0'));

    const found = report.findings.filter(({ status }) => status === 'new');
    expect(found.map((finding) => [finding.rule, finding.source, finding.place])).toEqual(
      ['set.yaml@web-east', 'set.yaml@web-west'].map((source) => [
        rule,
        source,
        { kind: 'lines', file: 'set.yaml', first: 21, last: 21 },
      ]),
    );
    expect(new Set(found.map(({ suggestion }) => suggestion?.replacement))).toEqual(
      new Set(['        targetRevision: 1.1.0\n        helm:\n          valuesObject:\n            privileged: false']),
    );
    expect(seen).toHaveLength(3);
  });
});

describe('offline', () => {
  const { reviewed } = reviewer({ offline: true });

  it('a chart from elsewhere is a problem that names chart, host and line, and the rest is reviewed', async () => {
    const { origin, host, seen } = await chartRepository(charts);
    const texts = (version: string, hostPid: boolean): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'web.yaml': application(`${origin}/charts`, version),
      'pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostPID: ${hostPid}\n  containers: []\n`,
    });

    const { report, exitCode } = await reviewed(texts('1.0.0', false), texts('1.1.0', true));

    expect(seen).toEqual([]);
    expect(exitCode).toBe(3);
    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'remote-refused',
        subject: 'web.yaml@web',
        message: `web 1.1.0 was not fetched from ${host}: it is not in the cache, and nothing is fetched offline.`,
        place: { kind: 'lines', file: 'web.yaml', first: 11, last: 11 },
      },
    ]);
    expect(report.sources.find(({ id }) => id === 'web.yaml@web')?.status).toBe('failed');
    expect(report.findings.map((finding) => [finding.rule, finding.status])).toContainEqual([
      'pod-security-baseline/host-namespaces',
      'new',
    ]);
  });
});

describe('a cache', () => {
  const cache = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const online = reviewer({ cache });
  const offline = reviewer({ cache, offline: true });
  afterAll(() => {
    rmSync(cache, { recursive: true });
  });

  it('has what was fetched once, also offline', async () => {
    const { origin, seen } = await chartRepository(charts);
    const texts = (version: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'web.yaml': application(`${origin}/charts`, version),
    });

    const first = await online.reviewed(texts('1.0.0'), texts('1.1.0'));
    const requests = seen.length;
    const second = await offline.reviewed(texts('1.0.0'), texts('1.1.0'));

    expect(first.report.problems).toEqual([]);
    expect(second.report.findings).toEqual(first.report.findings);
    expect(seen).toHaveLength(requests);
  });
});
