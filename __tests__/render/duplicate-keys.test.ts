/** A key that a map has twice: said with its line, and looked at as whoever reads the file takes it. */
import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited, reviewed } = reviewer();

const pod = (name: string, ...fields: readonly string[]): string =>
  `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop}
spec:
${fields.map((field) => `  ${field}\n`).join('')}  containers: [{name: a, image: "a:1"}]
`;
const twice = pod('a', 'hostPID: false', 'hostPID: true');
const hostNamespaces = 'pod-security-baseline/host-namespaces';

function said({ notices = [] }: Report): readonly string[] {
  return notices.flatMap(({ code, message, place }) =>
    code === 'duplicate-key' ? [`${place?.kind === 'lines' ? place.first : place?.kind}: ${message}`] : [],
  );
}

async function auditOf(texts: Texts) {
  const { report, exitCode } = await audited(texts);
  const found = report.findings.filter(({ rule }) => rule === hostNamespaces).length;
  return { said: said(report), problems: report.problems, found, exitCode };
}

describe('a key that is written twice', () => {
  test('in a manifest is said with its line, and the last one counts', async () => {
    expect(await auditOf({ 'a.yaml': twice })).toEqual({
      said: ['6: a.yaml:6: the key "hostPID" is written twice in one map; the last one counts. Remove one.'],
      problems: [],
      found: 1,
      exitCode: 1,
    });
    expect(await auditOf({ 'a.yaml': pod('a', 'hostPID: true', 'hostPID: false') })).toMatchObject({
      problems: [],
      found: 0,
    });
  });

  test('in JSON too', async () => {
    const text =
      '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"},\n"data": {"x": "1", "x": "2"}}\n';

    expect((await auditOf({ 'a.json': text })).said).toEqual([
      '2: a.json:2: the key "x" is written twice in one map; the last one counts. Remove one.',
    ]);
  });

  const chart = (template: string, values = '{}\n'): Texts => ({
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': values,
    'web/templates/pod.yaml': template,
  });

  test('in what a template prints is said at the line of the template', async () => {
    const template = `{{- /* a pod */}}\n{{- if true }}\n${twice}{{- end }}\n`;

    expect(await auditOf(chart(template))).toMatchObject({
      said: [
        '8: web/templates/pod.yaml:8: the key "hostPID" is written twice in one map of its output; the last one counts. Remove one.',
      ],
      problems: [],
      found: 1,
    });
  });

  test('in values and Chart.yaml is said once, however often the chart is rendered', async () => {
    const texts = chart(pod('a', 'hostPID: {{ .Values.pid }}'), 'pid: false\npid: true\n');
    const all = { ...texts, 'web/ci/a-values.yaml': 'a: 1\n', 'web/ci/b-values.yaml': 'b: 1\nb: 1\n' };

    expect(
      await auditOf({ ...all, 'web/Chart.yaml': `${texts['web/Chart.yaml'] ?? ''}version: 1.0.1\n` }),
    ).toMatchObject({
      said: [
        '4: web/Chart.yaml:4: the key "version" is written twice in one map; the last one counts. Remove one.',
        '2: web/ci/b-values.yaml:2: the key "b" is written twice in one map; the last one counts. Remove one.',
        '2: web/values.yaml:2: the key "pid" is written twice in one map; the last one counts. Remove one.',
      ],
      problems: [],
    });
  });

  test('in a kustomization is said', async () => {
    const texts = {
      'a/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: x-\nnamePrefix: y-\n',
      'a/a.yaml': pod('a'),
    };

    expect(await auditOf(texts)).toMatchObject({
      said: [
        '3: a/kustomization.yaml:3: the key "namePrefix" is written twice in one map; the last one counts. Remove one.',
      ],
      problems: [],
    });
  });

  test('in a patch is said, and looked at as Kustomize takes it: the first one counts', async () => {
    const texts = {
      'a/kustomization.yaml': 'resources: [a.yaml]\npatches: [{path: patch.yaml}]\n',
      'a/a.yaml': pod('a'),
      'a/patch.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  hostPID: true\n  hostPID: false\n',
    };

    expect(await auditOf(texts)).toMatchObject({
      said: [
        '6: a/patch.yaml:6: the key "hostPID" is written twice in one map; what Kustomize builds of it is reviewed. Remove one.',
      ],
      problems: [],
      found: 1,
    });
  });

  test('in a resource of a kustomization could not be checked: Kustomize refuses it', async () => {
    const texts = { 'a/kustomization.yaml': 'resources: [b.yaml, a.yaml]\n', 'a/a.yaml': twice, 'a/b.yaml': pod('b') };

    expect(await auditOf(texts)).toEqual({
      said: [],
      problems: [
        {
          stage: 'render',
          code: 'yaml-duplicate-key',
          subject: 'a',
          message: 'a/a.yaml:6: the key "hostPID" is written twice in one map, which Kustomize refuses. Remove one.',
          place: { kind: 'lines', file: 'a/a.yaml', first: 6, last: 6 },
        },
      ],
      found: 0,
      exitCode: 3,
    });
  });

  test('in a helmfile is said', async () => {
    const helmfile = 'releases:\n- name: web\n  chart: ./web\n  namespace: a\n  namespace: b\n';

    expect(await auditOf({ ...chart(pod('a')), 'helmfile.yaml': helmfile })).toMatchObject({
      said: [
        '5: helmfile.yaml:5: the key "namespace" is written twice in one map; the last one counts, if helmfile accepts it: from 1.0 on it may refuse the file. Remove one.',
      ],
      problems: [],
    });
  });

  test("in a file that nobody reads as YAML is nobody's matter", async () => {
    const texts = {
      'a/kustomization.yaml': 'configMapGenerator: [{name: a, files: [app.yaml]}]\n',
      'a/app.yaml': 'x: 1\nx: 2\n',
      ...chart('{{- if .Values.a }}\na: 1\n{{- else }}\na: 2\n{{- end }}\n'),
    };

    expect((await auditOf(texts)).said).toEqual([]);
  });

  test('many times is said of the first, with how many there are', async () => {
    const fields = Array.from({ length: 15 }, (_, index) => [`a${index}: 1`, `a${index}: 2`]).flat();
    const { said: all } = await auditOf({ 'a.yaml': pod('a', ...fields) });

    expect(all).toHaveLength(11);
    expect(all.at(-1)).toBe('file: a.yaml: 5 more keys are written twice in one map.');
  });
});

describe('in a review, a key that is written twice', () => {
  test('is said where the pull request brings it', async () => {
    const { report, exitCode } = await reviewed({ 'a.yaml': pod('a') }, { 'a.yaml': twice });

    expect(said(report)).toHaveLength(1);
    expect([report.problems, exitCode]).toEqual([[], 1]);
  });

  test('is not said again where the base has it, though lines move', async () => {
    const { report } = await reviewed({ 'a.yaml': twice, 'b.yaml': pod('b') }, { 'a.yaml': `# moved\n${twice}` });

    expect(said(report)).toEqual([]);
    expect(report.problems).toEqual([]);
  });
});
