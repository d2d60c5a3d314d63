/** Rules that compare an object with the same one at base, in reviews with the real engines. */
import { describe, expect, test } from 'vitest';
import { type Finding } from '../../src/model/report.ts';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { container, deployment, ratchets } from '../lost/pack.ts';

const { reviewed, audited } = ratchets();

const rules = ['guard-rails/exclusion-added', 'supply-chain/digest-changed-under-tag'];
const everything = 'rules: {sets: [all]}\n';

function foundBy({ report }: UnmaskedOutcome): readonly Finding[] {
  return report.findings.filter(({ rule }) => rules.includes(rule));
}

const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];

const pinned = (digest: string, name = 'app'): string =>
  container(name).replace(/image: .*/, `image: example.test/${name}:1.4.2@sha256:${digest}`);

const constraint = (namespaces: string, name = 'owner'): string =>
  `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sRequiredLabels
metadata: {name: ${name}}
spec:
  match:
    excludedNamespaces: [${namespaces}]
`;

describe('a change is reported', () => {
  test('on the line that is new', async () => {
    const outcome = await reviewed(
      {
        base: { 'a.yaml': constraint('kube-system') },
        head: { 'a.yaml': constraint('kube-system, dev') },
      },
      everything,
    );

    expect(foundBy(outcome)).toMatchObject([
      {
        rule: 'guard-rails/exclusion-added',
        status: 'new',
        severity: 'medium',
        message: 'K8sRequiredLabels "owner" now exempts the namespaces dev.',
        place: { kind: 'lines', file: 'a.yaml', first: 6 },
        noSuggestion: 'Whether the exemption is needed is your decision.',
      },
    ]);
    expect(outcome.report.problems).toEqual([]);
  });

  test('where the object moved to another file', async () => {
    const outcome = await reviewed(
      {
        base: { 'a.yaml': constraint('') },
        head: { 'policies/a.yaml': constraint('dev') },
        gone: ['a.yaml'],
      },
      everything,
    );

    expect(foundBy(outcome)).toMatchObject([{ source: 'policies/a.yaml' }]);
  });

  test('in each container of a pod', async () => {
    const outcome = await reviewed(
      {
        base: { 'web.yaml': deployment([pinned(one), pinned(one, 'log')]) },
        head: { 'web.yaml': deployment([pinned(one), pinned(other, 'log')]) },
      },
      everything,
    );

    expect(foundBy(outcome)).toMatchObject([
      { path: ['spec', 'template', 'spec', 'containers', 1, 'image'], severity: 'low' },
    ]);
  });

  test('where a value of a chart makes it', async () => {
    const chart = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': `digest: ${one}\n`,
      'web/templates/web.yaml': deployment([pinned('{{ .Values.digest }}')]),
    };
    const outcome = await reviewed({ base: chart, head: { 'web/values.yaml': `digest: ${other}\n` } }, everything);

    expect(foundBy(outcome)).toMatchObject([{ rule: 'supply-chain/digest-changed-under-tag', status: 'new' }]);
  });
});

describe('nothing is reported', () => {
  test('of an object that is new', async () => {
    const outcome = await reviewed(
      {
        base: { 'a.yaml': constraint('') },
        head: { 'b.yaml': constraint('dev', 'team') },
      },
      everything,
    );

    expect(foundBy(outcome)).toEqual([]);
  });

  test('of an object that is the same', async () => {
    const outcome = await reviewed(
      {
        base: { 'a.yaml': constraint('dev') },
        head: { 'a.yaml': `# changed\n${constraint('dev')}` },
      },
      everything,
    );

    expect(foundBy(outcome)).toEqual([]);
  });

  test('of what is gone', async () => {
    const outcome = await reviewed(
      {
        base: { 'a.yaml': constraint('dev, test') },
        head: { 'a.yaml': constraint('dev') },
      },
      everything,
    );

    expect(foundBy(outcome)).toEqual([]);
  });

  test('in an audit', async () => {
    const outcome = await audited({ 'a.yaml': constraint('dev'), 'web.yaml': deployment([pinned(one)]) });

    expect(foundBy(outcome)).toEqual([]);
  });

  test('where the base did not render', async () => {
    const chart = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/templates/a.yaml': `${constraint('')}{{ fail "no" }}`,
    };
    const outcome = await reviewed({ base: chart, head: { 'web/templates/a.yaml': constraint('dev') } }, everything);

    expect(foundBy(outcome)).toEqual([]);
  });
});

describe('a waiver', () => {
  test('holds for it', async () => {
    const waiver = `waivers:
  - {rule: guard-rails/exclusion-added, object: K8sRequiredLabels.constraints.gatekeeper.sh/owner, reason: Tested there., owner: ops, expires: 2026-06-01}
`;
    const outcome = await reviewed(
      {
        base: { 'a.yaml': constraint('') },
        head: { 'a.yaml': constraint('dev') },
      },
      `${everything}${waiver}`,
    );

    expect(foundBy(outcome)).toMatchObject([{ status: 'waived' }]);
    expect(outcome.report.notices ?? []).toEqual([]);
  });
});
