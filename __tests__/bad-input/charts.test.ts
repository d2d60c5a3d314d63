import { describe, expect, test } from 'vitest';
import { suggestions } from '../suggest/audited.ts';
import { besideHealthy, chartFile, hostNetwork, of, pod, timeLimit } from './beside.ts';

const audited = besideHealthy();
const range = (count: number): number[] => [...Array(count).keys()];

describe('a value that 200 templates use', () => {
  test(
    'is named by each finding, and mended by one edit that is proven in all of them',
    { timeout: timeLimit },
    async () => {
      const report = await audited({
        'web/Chart.yaml': chartFile('web'),
        'web/values.yaml': '# for the proxy\nhostNetwork: true\n',
        ...Object.fromEntries(range(200).map((number) => [`web/templates/p${number}.yaml`, pod(`p${number}`)])),
      });

      const findings = of(report, 'web').filter(({ rule }) => rule === hostNetwork);
      expect(report.problems).toEqual([]);
      expect(findings).toHaveLength(200);
      expect(new Set(findings.map(({ origin }) => JSON.stringify(origin)))).toEqual(
        new Set([JSON.stringify({ values: { file: 'web/values.yaml', line: 2, path: ['hostNetwork'] } })]),
      );
      expect(findings.map(({ place }) => place.kind === 'lines' && `${place.file}:${place.first}`).sort()).toEqual(
        range(200)
          .map((number) => `web/templates/p${number}.yaml:6`)
          .sort(),
      );
      expect(suggestions({ ...report, findings })).toMatchObject([
        { suggestion: { file: 'web/values.yaml', first: 2, last: 2, replacement: 'hostNetwork: false' } },
      ]);
    },
  );
});

describe('a chart that prints 50 MB', () => {
  const printing = (template: string) => ({
    'big/Chart.yaml': chartFile('big'),
    'big/templates/config.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n${template}`,
  });

  test('is a problem of the template that prints it', { timeout: timeLimit }, async () => {
    const report = await audited(printing('  a: {{ repeat 52428800 "x" }}\n'));

    const why = 'the file is longer than 33554432 characters';
    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'too-large',
        subject: 'big',
        message: `big/templates/config.yaml: its output is not read: ${why}`,
        place: { kind: 'file', file: 'big/templates/config.yaml', why },
      },
    ]);
  });

  test('and more than its engine may hold is a problem of the chart', { timeout: timeLimit }, async () => {
    const report = await audited(
      printing('{{ $x := "xxxxxxxxxxxxxxxx" }}{{ range until 40 }}{{ $x = print $x $x }}{{ end }}'),
    );

    expect(report.problems).toMatchObject([
      {
        code: 'engine-memory',
        subject: 'big',
        message: 'big: it exceeded its memory limit',
        place: { kind: 'file', file: 'big/Chart.yaml' },
      },
    ]);
    expect(report.sources).toMatchObject([{ id: 'big', status: 'failed' }, { status: 'rendered' }]);
  });
});

describe('tpl on what somebody wrote', () => {
  const saying = (text: string) => ({
    'web/Chart.yaml': chartFile('web'),
    'web/values.yaml': `text: '${text}'\nhostNetwork: true\n`,
    'web/templates/pod.yaml': pod('web').replace('.Values.hostNetwork', 'tpl .Values.text .'),
  });

  test('that fails is a problem at the line that runs it', { timeout: timeLimit }, async () => {
    const report = await audited(saying('{{ fail "never" }}'));

    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'template-failed',
        subject: 'web',
        message: 'web/templates/pod.yaml:6: never',
        place: { kind: 'lines', file: 'web/templates/pod.yaml', first: 6, last: 6 },
      },
    ]);
  });

  test.each([
    ['the environment', '{{ env "HOME" }}'],
    ['what the engine follows values with', '{{ plimsollAt 1 }}'],
    ['a template that is not there', '{{ include "none" . }}'],
    ['what is no template', '{{ if'],
  ])('that asks for %s is refused there', { timeout: timeLimit }, async (_, text) => {
    const report = await audited(saying(text));

    expect(report.problems).toMatchObject([
      { code: 'template-failed', place: { kind: 'lines', file: 'web/templates/pod.yaml', first: 6 } },
    ]);
  });

  test('that is right is a field like any other, at the line that runs it', { timeout: timeLimit }, async () => {
    const report = await audited(saying('{{ .Values.hostNetwork }}'));

    expect(report.problems).toEqual([]);
    expect(of(report, 'web').find(({ rule }) => rule === hostNetwork)?.place).toEqual({
      kind: 'lines',
      file: 'web/templates/pod.yaml',
      first: 6,
      last: 6,
    });
  });
});

describe('text that looks like marks of ours', () => {
  test('moves no finding, and makes none of its own', { timeout: timeLimit }, async () => {
    const marks = [
      '⟦0⟧',
      '⟦plimsoll:1:2⟧',
      '\u{e000}1\u{e001}',
      '<no value>',
      '%!s(MISSING)',
      '<!-- plimsoll:summary -->',
    ];
    const report = await audited({
      'web/Chart.yaml': chartFile('web'),
      'web/values.yaml': `hostNetwork: true\nmarks: ${JSON.stringify(marks)}\n`,
      'web/templates/pod.yaml': pod('web').replace(
        'spec:',
        '  annotations:\n    marks: {{ join " " .Values.marks | quote }}\n    # {{ join " " .Values.marks }}\nspec:',
      ),
    });

    expect(report.problems).toEqual([]);
    expect(of(report, 'web')).toMatchObject([
      {
        rule: hostNetwork,
        place: { kind: 'lines', file: 'web/templates/pod.yaml', first: 9, last: 9 },
        origin: { values: { file: 'web/values.yaml', line: 1 } },
        suggestion: { file: 'web/values.yaml', first: 1 },
      },
    ]);
  });
});

describe('charts that depend on each other by file://', () => {
  const on = (...names: readonly string[]): string =>
    `dependencies:\n${names.map((name) => `  - {name: ${name}, version: 1.0.0, repository: "file://../${name}"}\n`).join('')}`;
  const charts = (dependencies: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(
      Object.entries(dependencies).flatMap(([name, others]) => [
        [`${name}/Chart.yaml`, chartFile(name, on(...others))],
        [`${name}/templates/config.yaml`, `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`],
      ]),
    );

  test('are rendered without the last of the circle, which is said at its line', { timeout: timeLimit }, async () => {
    const report = await audited(charts({ a: ['b'], b: ['a'] }));

    expect(report.problems).toEqual(
      ['a', 'b'].map((name) => {
        const other = name === 'a' ? 'b' : 'a';
        return {
          stage: 'discover',
          code: 'chart-invalid',
          subject: name,
          message: `${other}/Chart.yaml:5: its file:// dependencies form a circle (${name} → ${other} → ${name}); it is rendered without the last one.`,
          place: { kind: 'lines', file: `${other}/Chart.yaml`, first: 5, last: 5 },
        };
      }),
    );
    expect(report.sources.filter(({ kind }) => kind === 'helm')).toMatchObject([
      { id: 'a', status: 'rendered', objects: 2 },
      { id: 'b', status: 'rendered', objects: 2 },
    ]);
  });

  test('all of them on all are cut off, and that is said', { timeout: timeLimit }, async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const report = await audited(
      charts(Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name)]))),
    );

    const file = 'a/Chart.yaml';
    const message = `${file}: its file:// dependencies add more than 100 charts; it is rendered without the others.`;
    expect(report.problems.filter(({ subject }) => subject === 'a')).toEqual([
      {
        stage: 'discover',
        code: 'chart-invalid',
        subject: 'a',
        message: `b/Chart.yaml:5: its file:// dependencies form a circle (a → b → a); it is rendered without the last one.`,
        place: { kind: 'lines', file: 'b/Chart.yaml', first: 5, last: 5 },
      },
      { stage: 'discover', code: 'too-large', subject: 'a', message, place: { kind: 'file', file, why: message } },
    ]);
  });
});

describe('thousands of value files of a chart', () => {
  test.each([
    ['beside it', 600, (number: number) => `web/values-e${number}.yaml`],
    ['in its ci/', 600, (number: number) => `web/ci/e${number}-values.yaml`],
  ])('%s are looked at up to a number, which is said', { timeout: timeLimit }, async (which, count, name) => {
    const report = await audited({
      'web/Chart.yaml': chartFile('web'),
      'web/templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n',
      ...Object.fromEntries(range(count).map((number) => [name(number), 'hostNetwork: true\n'])),
    });

    const file = 'web/Chart.yaml';
    const message = `${file}: ${count} files ${which} have names of value files; only the first 500 are reviewed. List the relevant ones under \`charts\` in the configuration.`;
    expect(report.problems).toEqual([
      { stage: 'discover', code: 'too-large', subject: 'web', message, place: { kind: 'file', file, why: message } },
    ]);
    expect(report.sources.filter(({ kind, status }) => kind === 'helm' && status === 'rendered')).toHaveLength(501);
  });
});
