import { describe, expect, test } from 'vitest';
import { packed } from '../remote/published.ts';
import { auditor, suggestions } from '../suggest/audited.ts';

const audited = auditor();

const link = (to: string) => ({ link: to });
const template = (body: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n${body}  containers: []\n`;
const chart = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`;
const depends = 'dependencies:\n  - {name: lib, version: 0.1.0, repository: "file://../lib"}\n';
const lines = (file: string, first: number) => ({ kind: 'lines', file, first, last: first });

describe('a template of a packed chart', () => {
  const templates = {
    'Chart.yaml': chart('lib'),
    'templates/_pod.tpl': `{{- define "lib.pod" -}}\n${template('  hostPID: {{ .Values.hostPID }}\n')}{{- end }}\n`,
    'templates/own.yaml': template('  hostIPC: true\n').replace('.Release.Name', 'print "own"'),
  };
  const repository = {
    'web/Chart.yaml': chart('web', depends),
    'web/charts/lib-0.1.0.tgz': packed('lib', '0.1.0', templates),
    'web/templates/pod.yaml': '{{ include "lib.pod" . }}\n',
    'web/values.yaml': 'other: 1\nhostPID: true\n',
  };
  const archive = { kind: 'file', file: 'web/charts/lib-0.1.0.tgz' };

  test('stands at the archive, and names chart, file and line', async () => {
    const { findings } = await audited(repository);
    const found = new Map(findings.map(({ path, place, origin }) => [path.at(-1), { place, origin }]));
    expect(found.get('hostPID')).toMatchObject({
      place: archive,
      origin: {
        template: { chart: 'lib 0.1.0', file: 'templates/_pod.tpl', line: 7 },
        values: { file: 'web/values.yaml', line: 2, path: ['hostPID'] },
      },
    });
    expect(found.get('hostIPC')).toMatchObject({
      place: archive,
      origin: { template: { chart: 'lib 0.1.0', file: 'templates/own.yaml', line: 6 } },
    });
  });

  test('is mended by a value of ours', async () => {
    expect(suggestions(await audited(repository)).map(({ suggestion }) => suggestion)).toMatchObject([
      { file: 'web/values.yaml', first: 2, last: 2, replacement: 'hostPID: false' },
    ]);
  });
});

describe('through a link', () => {
  const body = '  hostPID: {{ .Values.hostPID }}\n';

  test('a template is read, so that its file is not said to be left unread', async () => {
    const { findings, unread, problems } = await audited({
      'web/Chart.yaml': chart('web'),
      'web/values.yaml': 'hostPID: true\n',
      'web/templates/pod.yaml': link('../../shared/pod.yaml'),
      'shared/pod.yaml': template(body),
    });
    expect(findings.map(({ place }) => place)).toEqual([lines('shared/pod.yaml', 6)]);
    expect([unread, problems]).toEqual([undefined, []]);
  });

  test("the chart's values and those of a deployment are one file, which is named and edited once", async () => {
    const report = await audited({
      'web/Chart.yaml': chart('web'),
      'web/templates/pod.yaml': template(body),
      'envs/prod.yaml': 'hostPID: true\n',
      'web/values.yaml': link('../envs/prod.yaml'),
      'web/values-prod.yaml': link('../envs/prod.yaml'),
    });
    expect(new Set(report.findings.map(({ origin }) => JSON.stringify(origin?.values)))).toEqual(
      new Set([JSON.stringify({ file: 'envs/prod.yaml', line: 1, path: ['hostPID'] })]),
    );
    expect(suggestions(report).map(({ suggestion: { file, first } }) => [file, first])).toEqual([
      ['envs/prod.yaml', 1],
    ]);
  });

  test('a template is named and edited where it is', async () => {
    const report = await audited({
      'web/Chart.yaml': chart('web'),
      'web/templates/pod.yaml': link('../../shared/pod.yaml.txt'),
      'shared/pod.yaml.txt': template('  hostPID: true\n'),
    });
    expect(report.findings.map(({ place, suggestion }) => [place, suggestion?.file])).toEqual([
      [lines('shared/pod.yaml.txt', 6), 'shared/pod.yaml.txt'],
    ]);
  });

  test('a subchart is named and edited where it is', async () => {
    const report = await audited({
      'web/Chart.yaml': chart('web', depends.replace(', repository: "file://../lib"', '')),
      'web/charts/lib': link('../../shared/lib'),
      'shared/lib/Chart.yaml': chart('lib'),
      'shared/lib/templates/pod.yaml': template('  hostPID: true\n'),
    });
    expect(new Set(report.findings.map(({ place }) => JSON.stringify(place)))).toEqual(
      new Set([JSON.stringify(lines('shared/lib/templates/pod.yaml', 6))]),
    );
    expect(suggestions(report).map(({ suggestion: { file } }) => file)).toEqual(['shared/lib/templates/pod.yaml']);
  });

  test('a manifest, a resource and a patch are named and edited where they are', async () => {
    const pod = template('  hostPID: true\n').replace('{{ .Release.Name }}', 'web');
    const report = await audited({
      'files/pod.yaml': link('../shared/pod.yaml'),
      'shared/pod.yaml': pod,
      'build/kustomization.yaml': 'resources: [pod.yaml]\npatches: [{path: ipc.yaml}]\n',
      'build/pod.yaml': link('../shared/pod.yaml'),
      'build/ipc.yaml': link('../shared/ipc.txt'),
      'shared/ipc.txt': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostIPC: true\n',
    });
    const places = new Set(report.findings.map(({ place }) => JSON.stringify(place)));
    expect(places).toEqual(
      new Set([JSON.stringify(lines('shared/pod.yaml', 6)), JSON.stringify(lines('shared/ipc.txt', 5))]),
    );
    expect(new Set(suggestions(report).map(({ suggestion: { file } }) => file))).toEqual(
      new Set(['shared/pod.yaml', 'shared/ipc.txt']),
    );
  });
});
