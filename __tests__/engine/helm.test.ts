import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';

import { chart, files, openEngines, origins, valueOf } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const render = async (...args: Parameters<typeof chart>) => engines.helm.render(chart(...args));

describe('rendering a chart', () => {
  it('knows time zones, and says the Helm that it is as a released one does', async () => {
    const { files: rendered } = valueOf(
      await render({
        'templates/a.yaml': `time: {{ dateInZone "15:04 MST" (toDate "2006-01-02T15:04:05Z" "2026-01-01T12:00:00Z") "Asia/Tokyo" }}
version: {{ .Capabilities.HelmVersion.Version }}
commit: {{ regexReplaceAll "[0-9a-f]" .Capabilities.HelmVersion.GitCommit "x" }} {{ .Capabilities.HelmVersion.GitTreeState }}
`,
      }),
    );
    const modules = readFileSync(join(import.meta.dirname, '..', '..', 'engine', 'go.mod'), 'utf8');
    const version = /helm\.sh\/helm\/v4 (v[\d.]+)/.exec(modules)?.[1];
    expect(rendered.map(({ text }) => text)).toEqual([
      `time: 21:00 JST\nversion: ${version}\ncommit: ${'x'.repeat(40)} clean\n`,
    ]);
  });

  it('gives CRDs as they are, then templates by name, without partials, notes and blank files', async () => {
    const { files: rendered, warnings } = valueOf(
      await render({
        'values.yaml': 'replicas: 2\n',
        'crds/a.yaml': 'kind: CustomResourceDefinition\n',
        'templates/b.yaml': 'replicas: {{ .Values.replicas }}\nname: {{ .Release.Name }}\n',
        'templates/a.yaml': '---\na: 1\n---\n\n---\nb: 2\n',
        'templates/_partial.yaml': 'c: 1\n',
        'templates/blank.yaml': '{{ if false }}d: 1{{ end }}\n',
        'templates/NOTES.txt': 'hello\n',
      }),
    );
    expect(warnings).toEqual([]);
    expect(rendered).toEqual([
      {
        name: 'shop/crds/a.yaml',
        file: 'crds/a.yaml',
        crd: true,
        text: 'kind: CustomResourceDefinition\n',
        documents: [{ start: 0, end: 1, column: 0 }],
        lines: null,
        digest: '',
      },
      {
        name: 'shop/templates/a.yaml',
        file: 'templates/a.yaml',
        crd: false,
        text: '---\na: 1\n---\n\n---\nb: 2\n',
        documents: [
          { start: 1, end: 2, column: 0 },
          { start: 5, end: 6, column: 0 },
        ],
        lines: null,
        digest: '',
      },
      {
        name: 'shop/templates/b.yaml',
        file: 'templates/b.yaml',
        crd: false,
        text: 'replicas: 2\nname: release-name\n',
        documents: [{ start: 0, end: 2, column: 0 }],
        lines: null,
        digest: '',
      },
    ]);
  });

  it('does not ask for a dependency that the values switch off', async () => {
    const { files: rendered } = valueOf(
      await render({
        'Chart.yaml':
          'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0, condition: db.enabled}]\n',
        'values.yaml': 'db: {enabled: false}\n',
        'templates/a.yaml': 'a: 1\n',
      }),
    );
    expect(rendered.map(({ name }) => name)).toEqual(['shop/templates/a.yaml']);
  });

  it('splits where Helm does, even behind a separator on the same line', async () => {
    const { files: rendered } = valueOf(await render({ 'templates/a.yaml': 'a: 1\n---b: 2\n' }));
    expect(rendered[0]?.documents).toEqual([
      { start: 0, end: 1, column: 0 },
      { start: 1, end: 2, column: 3 },
    ]);
  });

  it('leaves nothing out of a file of CRDs: hooks play no part there', async () => {
    const { files: rendered } = valueOf(
      await render({ 'crds/a.yaml': 'metadata: {annotations: {helm.sh/hook: crd-install}}\n---\na: 1\n' }),
    );

    expect(rendered.map(({ documents }) => documents.length)).toEqual([2]);
  });

  it('leaves out a hook that Helm does not know', async () => {
    const hook = (event: string): string => `metadata: {annotations: {helm.sh/hook: ${event}}}\n`;
    const { files: rendered } = valueOf(
      await render({ 'templates/a.yaml': `${hook('pre-install')}---\n${hook('crd-install')}` }),
    );
    expect(rendered[0]?.documents).toEqual([{ start: 0, end: 1, column: 0 }]);
  });

  it('lets later values win, and --set over all', async () => {
    const template = {
      'values.yaml': 'a: 0\nb: 0\nc: 0\n',
      'templates/a.yaml': '{{ .Values.a }}{{ .Values.b }}{{ .Values.c }}',
    };
    const values = files({ 'one.yaml': 'a: 1\nb: 1\nc: 1\n', 'two.yaml': 'b: 2\nc: 2\n' });
    const { files: rendered } = valueOf(await render(template, { values, set: ['c=3'] }));
    expect(rendered[0]?.text).toBe('123');
  });

  it('obeys .helmignore', async () => {
    const { files: rendered } = valueOf(
      await render({ '.helmignore': 'templates/skip/\n', 'templates/skip/a.yaml': 'a: 1', 'templates/b.yaml': 'b: 1' }),
    );
    expect(rendered.map(({ file }) => file)).toEqual(['templates/b.yaml']);
  });

  it('names the files of subcharts where they lie, not as Helm calls them', async () => {
    const { files: rendered } = valueOf(
      await render({
        'Chart.yaml':
          'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0, alias: store}]\n',
        'charts/db-folder/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
        'charts/db-folder/templates/a.yaml': 'a: {{ .Chart.Name }}',
      }),
    );
    expect(rendered.map(({ name, file, text }) => ({ name, file, text }))).toEqual([
      { name: 'shop/charts/store/templates/a.yaml', file: 'charts/db-folder/templates/a.yaml', text: 'a: store' },
    ]);
  });

  it('names the files of a packed subchart by the archive', async () => {
    const archive = gzipSync(
      Buffer.concat([
        tarEntry('db/Chart.yaml', 'apiVersion: v2\nname: db\nversion: 1.0.0\n'),
        tarEntry('db/templates/a.yaml', 'a: 1\n'),
        Buffer.alloc(1024),
      ]),
    );
    const request = chart({}, { provenance: true });
    const packed = { name: 'charts/db-1.0.0.tgz', bytes: archive };
    const rendering = valueOf(await engines.helm.render({ ...request, files: [...request.files, packed] }));
    expect(origins(rendering)).toEqual([
      ['a: 1', 'charts/db-1.0.0.tgz/templates/a.yaml:1'],
      ['', null],
    ]);
  });

  it('knows the API versions of native Helm, and those that are added', async () => {
    const has = (v: string): string => `{{ .Capabilities.APIVersions.Has "${v}" }} `;
    const { files: rendered } = valueOf(
      await render(
        { 'templates/a.yaml': has('policy/v1') + has('apiextensions.k8s.io/v1beta1') + has('x/v1') + has('y/v1') },
        { apiVersions: ['x/v1'] },
      ),
    );
    expect(rendered[0]?.text).toBe('true true true false ');
  });

  it('renders only the templates that are asked for', async () => {
    const { files: rendered } = valueOf(
      await render(
        {
          'templates/a.yaml': 'a: {{ include "x" . }}',
          'templates/b.yaml': '{{ fail "not asked for" }}',
          'templates/_x.tpl': '{{ define "x" }}1{{ end }}',
        },
        { include: ['shop/templates/a.yaml'] },
      ),
    );
    expect(rendered.map(({ name, text }) => [name, text])).toEqual([['shop/templates/a.yaml', 'a: 1']]);
  });

  it('puts what has the shape of generated keys, drawn from the seed', async () => {
    const texts = {
      'templates/a.yaml': '{{ $ca := genCA "x" 1 }}{{ (genSignedCert "y" nil nil 1 $ca).Key }}{{ bcrypt "p" }}',
    };
    const textOf = async (seed: string): Promise<string | undefined> =>
      valueOf(await render(texts, { seed })).files[0]?.text;
    const shape =
      /^-----BEGIN RSA PRIVATE KEY-----\nMII[\w+/\n=]+\n-----END RSA PRIVATE KEY-----\n\$2a\$10\$[\w./]{53}$/;

    expect(await textOf('a')).toMatch(shape);
    expect(await textOf('a')).toBe(await textOf('a'));
    expect(await textOf('a')).not.toBe(await textOf('b'));
  });
});

describe('a chart that does not render', () => {
  const cases: readonly [string, Parameters<typeof chart>, object][] = [
    [
      'has no Chart.yaml',
      [{}, { files: files({ 'templates/a.yaml': 'a: 1' }) }],
      { code: 'chart-invalid', message: 'Chart.yaml file is missing', file: 'Chart.yaml', line: null },
    ],
    [
      'is a library',
      [{ 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\ntype: library\n' }],
      { code: 'chart-invalid', message: 'library charts are not installable', file: 'Chart.yaml', line: null },
    ],
    [
      'wants another Kubernetes',
      [{ 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: ">=1.99.0"\n' }],
      {
        code: 'chart-kubernetes-version',
        message: 'the chart wants Kubernetes >=1.99.0, which v1.36.0 is not',
        file: 'Chart.yaml',
        line: null,
      },
    ],
    [
      'misses a dependency',
      [{ 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0}]\n' }],
      {
        code: 'chart-dependency-missing',
        message: 'found in Chart.yaml, but missing in charts/: db',
        file: 'Chart.yaml',
        line: null,
      },
    ],
    [
      'has values against its schema',
      [{ 'values.yaml': 'a: x\n', 'values.schema.json': '{"properties": {"a": {"type": "integer"}}}' }],
      {
        code: 'values-schema',
        message: "the values are not what the schema wants: at '/a': got string, want integer",
        file: 'values.schema.json',
        line: null,
      },
    ],
    [
      'has values that are not YAML',
      [{}, { values: files({ 'prod.yaml': 'a: 1\nb: {\n' }) }],
      {
        code: 'values-invalid',
        message: 'did not find expected node content',
        file: 'prod.yaml',
        line: 2,
      },
    ],
    [
      'has a template that is not one',
      [{ 'templates/a.yaml': 'a: 1\nb: {{ if }}\n' }],
      { code: 'template-failed', message: 'missing value for if', file: 'templates/a.yaml', line: 2 },
    ],
    [
      'fails in a named template',
      [
        {
          'templates/a.yaml': 'a: 1\nb: {{ include "x" . }}\n',
          'templates/_x.tpl': '{{ define "x" }}\n{{ .Values.a.b.c }}{{ end }}',
        },
      ],
      {
        code: 'template-failed',
        message: 'nil pointer evaluating interface {}.b',
        file: 'templates/_x.tpl',
        line: 2,
      },
    ],
    [
      'says itself why it fails',
      [{ 'templates/a.yaml': 'a: 1\nb: {{ required "b is needed" .Values.b }}\n' }],
      { code: 'template-failed', message: 'b is needed', file: 'templates/a.yaml', line: 2 },
    ],
    [
      'fails in a template that is a value',
      [{ 'values.yaml': 'x: "{{ fail `inner` }}"\n', 'templates/a.yaml': '\n{{ tpl .Values.x . }}\n' }],
      { code: 'template-failed', message: 'inner', file: 'templates/a.yaml', line: 2 },
    ],
  ];
  it.each(cases)('%s', async (_, args, error) => {
    expect(await render(...args)).toEqual({ ok: false, error });
  });

  it('renders without the check of a schema that refers to an address', async () => {
    const { files: rendered, warnings } = valueOf(
      await render({
        'templates/a.yaml': 'a: 1',
        'values.schema.json': '{"properties": {"a": {"$ref": "https://example.com/s.json"}}}',
      }),
    );
    expect(rendered.map(({ text }) => text)).toEqual(['a: 1']);
    expect(warnings).toEqual([
      {
        code: 'schema-remote',
        message: 'the values were not checked, because the schema refers to https://example.com/s.json',
        file: 'values.schema.json',
      },
    ]);
  });
});

/** One file of a tar archive: a header of 512 bytes, then the content, padded. */
function tarEntry(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const content = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  content.write(text);
  return Buffer.concat([header, content]);
}
