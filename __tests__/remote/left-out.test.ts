import { describe, expect, it, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { standInFile } from '../../src/sources/helm/render/left-out.ts';
import { reviewer, type Texts } from './reviewed.ts';

const { audited, reviewed } = reviewer();

const pod = (fields: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: own\nspec:\n  ${fields}\n  containers:\n    - name: own\n      image: registry.example.com/own:1\n`;

/** A chart whose dependency nobody fetched: hosts have to be allowed. */
const shop: Texts = {
  'shop/Chart.yaml':
    'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: redis\n    alias: store\n    version: 1.0.0\n    repository: https://charts.example.com\n    condition: cache.enabled\n',
  'shop/values.yaml': 'cache: {enabled: true}\nstore: {size: 1}\nglobal: {registry: a}\nown: 1\n',
  'shop/templates/own.yaml': pod('hostPID: false'),
  'shop/templates/_helpers.tpl': '{{ define "shop.name" }}shop{{ end }}\n',
};

const told = ({ problems, sources, findings }: Report): unknown => ({
  problems: problems.map(({ code, status }) => [code, status]),
  sources: sources.map(({ id, status, objects }) => [id, status, objects]),
  critical: findings.filter(({ severity, status }) => severity === 'critical' && status === 'new').length,
});

const partly = [['shop', 'partial', 1]];

describe('a chart whose dependency could not be had', () => {
  it('is looked at without it, and an audit does not pass', async () => {
    const { report, exitCode } = await audited({ ...shop, 'shop/templates/own.yaml': pod('hostPID: true') });

    expect(report.sources.map(({ status, objects }) => [status, objects])).toEqual([['partial', 1]]);
    expect(report.problems.map(({ code, status }) => [code, status])).toEqual([
      ['chart-dependency-missing', undefined],
    ]);
    expect(report.findings.filter(({ severity }) => severity === 'critical')).toHaveLength(1);
    expect(exitCode).toBe(3);
  });

  it('fails a review for what is found, not for what stood at the base', async () => {
    const { report, exitCode } = await reviewed(shop, { ...shop, 'shop/templates/own.yaml': pod('hostPID: true') });

    expect(told(report)).toEqual({
      problems: [['chart-dependency-missing', 'existing']],
      sources: partly,
      critical: 1,
    });
    expect(exitCode).toBe(1);
    expect(report.findings.find(({ severity }) => severity === 'critical')?.place).toEqual({
      kind: 'lines',
      file: 'shop/templates/own.yaml',
      first: 6,
      last: 6,
    });
  });

  it('passes a review in which nothing else is wrong', async () => {
    const { report, exitCode } = await reviewed(shop, {
      ...shop,
      'shop/values.yaml': shop['shop/values.yaml']?.replace('own: 1', 'own: 2') ?? '',
    });

    expect(told(report)).toEqual({
      problems: [['chart-dependency-missing', 'existing']],
      sources: partly,
      critical: 0,
    });
    expect([exitCode, report.verdict]).toEqual([0, 'pass']);
  });

  test.each([
    ['its values', { 'shop/values.yaml': 'cache: {enabled: true}\nstore: {size: 2}\nglobal: {registry: a}\nown: 1\n' }],
    [
      'values of all charts',
      { 'shop/values.yaml': 'cache: {enabled: true}\nstore: {size: 1}\nglobal: {registry: b}\nown: 1\n' },
    ],
    [
      'its version',
      { 'shop/Chart.yaml': shop['shop/Chart.yaml']?.replace('    version: 1.0.0', '    version: 2.0.0') ?? '' },
    ],
    ['the lock', { 'shop/Chart.lock': 'dependencies: []\n' }],
    ['a template that it may include', { 'shop/templates/more.tpl': '{{ define "redis.image" }}evil{{ end }}\n' }],
  ])('fails a review that changes %s', async (_, change: Texts) => {
    const { report, exitCode } = await reviewed(shop, { ...shop, ...change });

    expect(report.problems.map(({ code, status }) => [code, status])).toEqual([
      ['chart-dependency-missing', undefined],
    ]);
    expect(exitCode).toBe(3);
  });

  const withGlobal = (more: string): Texts => ({
    ...shop,
    'shop/values.yaml': `cache: {enabled: true}\nstore: {size: 1}\nglobal: {registry: a, ${more}}\nown: 1\n`,
  });

  test.each([
    ['are chosen', 'nodeSelector: {kubernetes.io/os: linux}, priorityClassName: ""'],
    ['tolerate', 'tolerations: [{key: a, operator: Exists}], topologySpreadConstraints: []'],
  ])('passes a review that changes which nodes all charts %s', async (_, more) => {
    const { report, exitCode } = await reviewed(shop, withGlobal(more));

    expect(report.problems.map(({ status }) => status)).toEqual(['existing']);
    expect(exitCode).toBe(0);
  });

  test.each([
    'priorityClassName: "a\\n      hostPID: true"',
    'nodeSelector: {"a: b, c": d}',
    'schedulerName: "{{ .Values.evil }}"',
    'runtimeClassName: runc',
    'podSecurityContext: ""',
  ])('fails a review in which all charts are told %s', async (more) => {
    const { report, exitCode } = await reviewed(shop, withGlobal(more));

    expect(report.problems.map(({ status }) => status)).toEqual([undefined]);
    expect(exitCode).toBe(3);
  });

  it('fails every review of it where the configuration says so', async () => {
    const strict = { ...shop, '.github/plimsoll.yaml': 'failOnExistingProblems: true\n' };

    const { report, exitCode } = await reviewed(strict, {
      ...strict,
      'shop/values.yaml': `${shop['shop/values.yaml'] ?? ''}# a\n`,
    });

    expect(report.problems.map(({ status }) => status)).toEqual([undefined]);
    expect(exitCode).toBe(3);
  });

  describe('and whose names its templates include', () => {
    const named = (text: string): Texts => ({
      ...shop,
      'shop/Chart.yaml': shop['shop/Chart.yaml']?.replace('    alias: store\n', '') ?? '',
      'shop/values.yaml': 'cache: {enabled: true}\nredis: {size: 1}\nown: 1\n',
      'shop/templates/own.yaml': pod('hostPID: false').replace('image:', `args: [${text}]\n      image:`),
    });
    const included = named(
      '{{ $redis := dict "Release" .Release "Values" .Values.redis "Chart" (dict "Name" "redis") }}{{ include "redis.fullname" $redis | trunc 63 }}:{{ template "redis.name" $redis }}',
    );

    it('is looked at with the names that such charts have', async () => {
      const { report, exitCode } = await reviewed(included, {
        ...included,
        'shop/templates/own.yaml':
          included['shop/templates/own.yaml']?.replace('hostPID: false', 'hostPID: true') ?? '',
      });

      expect(told(report)).toEqual({
        problems: [['chart-dependency-missing', 'existing']],
        sources: partly,
        critical: 1,
      });
      expect(report.findings.find(({ severity }) => severity === 'critical')?.place).toEqual({
        kind: 'lines',
        file: 'shop/templates/own.yaml',
        first: 6,
        last: 6,
      });
      expect(exitCode).toBe(1);
    });

    it('prints a name at the line that includes it', async () => {
      const { report } = await audited(named('{{ include "redis.name" (dict "Values" .Values.redis) }}'));

      expect(report.findings.map(({ place }) => (place.kind === 'summary' ? place.kind : place.file))).toEqual(
        Array(4).fill('shop/templates/own.yaml'),
      );
    });

    test.each([
      ['its names', { 'shop/values.yaml': 'cache: {enabled: true}\nredis: {size: 1, fullnameOverride: a}\nown: 1\n' }],
      ['what defines a name of it', { 'shop/templates/more.tpl': '{{ define "redis.fullname" }}evil{{ end }}\n' }],
    ])('fails a review that changes %s', async (_, change: Texts) => {
      const { report, exitCode } = await reviewed(included, { ...included, ...change });

      expect(report.sources.map(({ status }) => status)).toEqual(['partial']);
      expect(report.problems.map(({ code, status }) => [code, status])).toEqual([
        ['chart-dependency-missing', undefined],
      ]);
      expect(exitCode).toBe(3);
    });

    it('is not looked at where it brings the file in which these names would stand', async () => {
      const { report } = await audited({ ...included, [`shop/${standInFile}`]: '{{/* nothing */}}\n' });

      expect(report.sources.map(({ status }) => status)).toEqual(['failed']);
    });

    test.each(['redis.labels', 'redis.pod', 'other.fullname'])(
      'is not looked at where it includes %s',
      async (name) => {
        const { report, exitCode } = await audited(named(`{{ include "${name}" . }}`));

        expect(report.sources.map(({ status }) => status)).toEqual(['failed']);
        expect(exitCode).toBe(3);
      },
    );
  });
});
