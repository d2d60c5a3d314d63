/** Rules that speak of what a change removes, in reviews with the real engines. */
import { describe, expect, test } from 'vitest';
import { type Finding } from '../../src/model/report.ts';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { container, deployment, ratchets, type Texts } from '../lost/pack.ts';

const { reviewed, audited } = ratchets();

const rule = 'guard-rails/guard-removed';
const everything = 'rules: {sets: [all]}\n';

function foundBy({ report }: UnmaskedOutcome): readonly Finding[] {
  return report.findings.filter((finding) => finding.rule === rule);
}

/** What is found after a change from some files to others. */
async function changed(base: Texts, head: Texts, config = everything): Promise<UnmaskedOutcome> {
  const gone = Object.keys(base).filter((file) => !Object.hasOwn(head, file));
  return reviewed({ base, head: { ...head, 'README.md': 'changed\n' }, gone }, config);
}

async function findings(base: Texts, head: Texts): Promise<readonly Finding[]> {
  return foundBy(await changed(base, head));
}

const web = deployment([container('app')]);
const api = deployment([container('app')], 'api');

const policy = (name: string, selector = '{matchLabels: {app: web}}', more = ''): string =>
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}}
spec: {podSelector: ${selector}, policyTypes: [Ingress]${more}}
`;

const constraint = (name: string, spec = '{match: {}}'): string =>
  `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sRequiredLabels
metadata: {name: ${name}}
spec: ${spec}
`;

const sensor = (name: string, image: string): string =>
  deployment([container(name).replace(/image: .*/, `image: ${image}`)], name).replace('Deployment', 'DaemonSet');

const says = 'The change removes it, and nothing else in the repository does all of that.';

describe('what is removed is reported', () => {
  test('once, on the file that it was in', async () => {
    const outcome = await changed(
      { 'all.yaml': `${web}---\n${policy('web')}`, 'api.yaml': api },
      { 'all.yaml': web, 'api.yaml': api },
    );

    expect(foundBy(outcome)).toMatchObject([
      {
        status: 'new',
        severity: 'high',
        enforcement: 'warn',
        object: { kind: 'NetworkPolicy', name: 'web' },
        message: `NetworkPolicy "web" limits the ingress traffic of the pods that it selects in the namespace default. ${says}`,
        place: { kind: 'file', file: 'all.yaml' },
        noSuggestion: 'Whether it is still needed is your decision.',
      },
    ]);
    expect(outcome.report.problems).toEqual([]);
  });

  test('in the summary if its file is gone', async () => {
    expect(await findings({ 'web.yaml': web, 'policy.yaml': policy('web') }, { 'web.yaml': web })).toMatchObject([
      { place: { kind: 'summary', why: 'It was in policy.yaml:3, which the change removes.' } },
    ]);
  });

  test('where a value of a chart removes it', async () => {
    const chart = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': 'isolated: true\n',
      'web/templates/web.yaml': web,
      'web/templates/policy.yaml': `{{ if .Values.isolated }}\n${policy('web')}{{ end }}\n`,
    };
    const outcome = await changed(chart, { ...chart, 'web/values.yaml': 'isolated: false\n' });

    expect(foundBy(outcome)).toMatchObject([{ source: 'web', place: { file: 'web/values.yaml' } }]);
  });

  test('of every kind', async () => {
    const guards = {
      'quota.yaml':
        'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: all, namespace: default}\nspec: {hard: {pods: "1"}}\n',
      'constraint.yaml': constraint('owner'),
      'falco.yaml': sensor('falco', 'falcosecurity/falco:0.40.0'),
    };
    const found = await findings({ ...guards, 'web.yaml': web }, { 'web.yaml': web });

    expect(found.map(({ object }) => object.kind).sort()).toEqual(['DaemonSet', 'K8sRequiredLabels', 'ResourceQuota']);
  });

  test('where another policy guards less', async () => {
    const base = { 'web.yaml': web, 'a.yaml': policy('all', '{}'), 'b.yaml': policy('web') };

    expect(await findings(base, { 'web.yaml': web, 'b.yaml': policy('web') })).toMatchObject([
      { object: { name: 'all' } },
    ]);
  });

  test('where no workload of the policies is here', async () => {
    expect(
      await findings({ 'a.yaml': policy('all', '{}'), 'b.yaml': constraint('b') }, { 'b.yaml': constraint('b') }),
    ).toHaveLength(1);
  });
});

describe('what is removed from one environment is reported', () => {
  const overlay = (env: string, more = ''): Texts => ({
    [`overlays/${env}/kustomization.yaml`]: `namespace: shop\nresources: [web.yaml${more}]\n`,
    [`overlays/${env}/web.yaml`]: web,
    [`overlays/${env}/policy.yaml`]: policy('web'),
  });

  test('though the other one keeps it', async () => {
    const base = { ...overlay('dev', ', policy.yaml'), ...overlay('prod', ', policy.yaml') };
    const found = await findings(base, { ...overlay('dev', ', policy.yaml'), ...overlay('prod') });

    expect(found).toMatchObject([
      { source: 'overlays/prod', place: { kind: 'lines', file: 'overlays/prod/kustomization.yaml', first: 2 } },
    ]);
  });

  test('but not if the environment is gone', async () => {
    const base = { ...overlay('dev', ', policy.yaml'), ...overlay('prod', ', policy.yaml') };

    expect(await findings(base, overlay('dev', ', policy.yaml'))).toEqual([]);
  });

  test('for value files of a chart', async () => {
    const chart = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': 'isolated: true\n',
      'web/ci/a-values.yaml': 'x: 1\n',
      'web/ci/b-values.yaml': 'x: 1\n',
      'web/templates/web.yaml': web,
      'web/templates/policy.yaml': `{{ if .Values.isolated }}\n${policy('web')}{{ end }}\n`,
    };
    const found = await findings(chart, { ...chart, 'web/ci/b-values.yaml': 'isolated: false\n' });

    expect(found).toHaveLength(1);
  });
});

describe('a sensor is reported', () => {
  test('though its whole chart is gone', async () => {
    const chart = {
      'falco/Chart.yaml': 'apiVersion: v2\nname: falco\nversion: 1.0.0\n',
      'falco/templates/falco.yaml': sensor('falco', 'falcosecurity/falco:0.40.0'),
      'falco/templates/sidekick.yaml': deployment([container('app')], 'sidekick'),
    };

    expect(await findings({ ...chart, 'web.yaml': web }, { 'web.yaml': web })).toHaveLength(1);
  });
});

describe('nothing is reported', () => {
  test.each<[string, Texts, Texts]>([
    ['where it moved to another file', { 'a.yaml': policy('web') }, { 'policies/a.yaml': policy('web') }],
    ['where it has another name', { 'a.yaml': policy('web') }, { 'a.yaml': policy('isolate-web') }],
    [
      'where it allows something else',
      { 'a.yaml': policy('web') },
      { 'a.yaml': policy('web2', undefined, ', ingress: [{from: [{podSelector: {}}]}]') },
    ],
    ['where a wider one does the same', { 'a.yaml': policy('web') }, { 'b.yaml': policy('all', '{}') }],
    [
      'where an unchanged one does the same',
      { 'a.yaml': policy('web'), 'b.yaml': policy('all', '{}') },
      { 'b.yaml': policy('all', '{}') },
    ],
    [
      'where it has another name, and its fields another order',
      { 'a.yaml': constraint('a', '{match: {scope: Cluster}, parameters: {labels: [owner]}}') },
      { 'b.yaml': constraint('b', '{parameters: {labels: [owner]}, match: {scope: Cluster}}') },
    ],
    ['where a constraint has another name', { 'a.yaml': constraint('a') }, { 'b.yaml': constraint('b') }],
    [
      'where another engine has a policy of that name',
      {
        'a.yaml':
          'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec: {validationFailureAction: Enforce, rules: [{name: a, validate: {message: "No"}}]}\n',
      },
      {
        'b.yaml':
          'apiVersion: policies.kyverno.io/v1\nkind: ValidatingPolicy\nmetadata: {name: a}\nspec: {validations: [{expression: object.metadata.name != "no"}]}\n',
      },
    ],
    [
      'where another sensor takes its place',
      { 'a.yaml': sensor('falco', 'falcosecurity/falco:0.40.0') },
      { 'b.yaml': sensor('tetragon', 'quay.io/cilium/tetragon:v1.4.0') },
    ],
    ['of a policy that only audited', { 'a.yaml': constraint('a', '{enforcementAction: dryrun}') }, {}],
    ['of a policy that stays', { 'a.yaml': policy('web') }, { 'a.yaml': `# changed\n${policy('web')}` }],
    ['of a policy that is new', {}, { 'a.yaml': policy('web') }],
  ])('%s', async (_, base, head) => {
    expect(await findings({ 'web.yaml': web, ...base }, { 'web.yaml': web, ...head })).toEqual([]);
  });

  test('where its workload is gone as well', async () => {
    const base = { 'web.yaml': web, 'policy.yaml': policy('web'), 'api.yaml': api };

    expect(await findings(base, { 'api.yaml': api })).toEqual([]);
  });

  test('where its whole chart is gone', async () => {
    const chart = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/templates/web.yaml': web,
      'web/templates/policy.yaml': policy('web'),
    };

    expect(await findings({ ...chart, 'api.yaml': api }, { 'api.yaml': api })).toEqual([]);
  });

  test('where it may be in what did not render', async () => {
    const base = { 'web.yaml': web, 'policy.yaml': policy('web') };
    const head = {
      'web.yaml': web,
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/templates/policy.yaml': '{{ fail "no" }}\n',
    };

    expect(await findings(base, head)).toEqual([]);
  });

  test('in an audit', async () => {
    const outcome = await audited({ 'web.yaml': web, 'policy.yaml': policy('web') });

    expect(foundBy(outcome)).toEqual([]);
  });
});

describe('a waiver', () => {
  test('holds for it', async () => {
    const waiver = `waivers:
  - {rule: ${rule}, file: policy.yaml, reason: Not needed., owner: ops, expires: 2026-06-01}
`;
    const outcome = await changed(
      { 'web.yaml': web, 'policy.yaml': policy('web') },
      { 'web.yaml': web },
      `${everything}${waiver}`,
    );

    expect(foundBy(outcome)).toMatchObject([{ status: 'waived', waiver: { reason: 'Not needed.' } }]);
  });
});
