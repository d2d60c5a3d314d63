/** Guards that a change makes useless without deleting them, in reviews without a configuration. */
import { describe, expect, test } from 'vitest';
import { openWorld } from '../../src/run/open/open-world.ts';
import { container, deployment, ratchets, type Texts } from '../lost/pack.ts';

const { reviewed } = ratchets(openWorld);

/** What is said of guards: `rule severity enforcement`. */
async function said(base: Texts, head: Texts): Promise<readonly string[]> {
  const gone = Object.keys(base).filter((file) => !Object.hasOwn(head, file));
  const { report } = await reviewed({ base, head: { ...head, 'README.md': 'changed\n' }, gone });
  return report.findings
    .filter(({ rule, status }) => status !== 'fixed' && status !== 'existing' && !rule.startsWith('own/'))
    .map(({ rule, severity, enforcement }) => `${rule.replace(/^.*\//, '')} ${severity} ${enforcement}`)
    .sort();
}

const last = 'last-guard-removed high deny';
const removed = 'guard-removed high warn';
const off = 'policy-not-enforcing critical deny';

const web = deployment([container('app')]);
const api = deployment([container('app')], 'api');
const workloads: Texts = { 'web.yaml': web, 'api.yaml': api };

const manifest = (apiVersion: string, kind: string, name: string, rest: string, more = ''): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: default${more}}\n${rest}\n`;

const policy = (spec: string, name = 'deny', more = ''): string =>
  manifest('networking.k8s.io/v1', 'NetworkPolicy', name, `spec: ${spec}`, more);

const cilium = (spec: string, name = 'deny'): string =>
  manifest('cilium.io/v2', 'CiliumNetworkPolicy', name, `spec: ${spec}`);

const calico = (spec: string, name = 'deny'): string =>
  manifest('projectcalico.org/v3', 'NetworkPolicy', name, `spec: ${spec}`);

const admin = (action: string): string =>
  `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: deny}
spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{namespaces: {}}]}]}
`;

const both = '{podSelector: {}, policyTypes: [Ingress, Egress]}';
const deny = policy('{podSelector: {}, policyTypes: [Ingress]}');
const ciliumDeny = cilium('{endpointSelector: {}, ingress: [{}]}');
const calicoDeny = calico('{selector: all(), types: [Ingress]}');

describe('a policy for traffic that no longer limits it is reported', () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      'by labels that no pod has',
      deny,
      policy('{podSelector: {matchLabels: {app: none}}, policyTypes: [Ingress]}'),
      [last],
    ],
    ['by a direction less', policy(both), policy('{podSelector: {}, policyTypes: [Ingress]}'), [last]],
    ['by a rule for everyone', deny, policy('{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}'), [last]],
    [
      'by ranges that are everyone together',
      deny,
      policy(
        '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/1}}]}, {from: [{ipBlock: {cidr: 128.0.0.0/1}}]}]}',
      ),
      [last],
    ],
    ['by every namespace', deny, policy('{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}'), [last]],
    [
      'by a hook',
      deny,
      policy('{podSelector: {}, policyTypes: [Ingress]}', 'deny', ', annotations: {helm.sh/hook: test}'),
      [last],
    ],
    [
      'by Flux',
      deny,
      policy(
        '{podSelector: {}, policyTypes: [Ingress]}',
        'deny',
        ', annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}',
      ),
      [last],
    ],
    [
      'of Cilium, without its default deny',
      ciliumDeny,
      cilium('{endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingress: [{}]}'),
      [last],
    ],
    [
      'of Cilium, for nobody',
      ciliumDeny,
      cilium('{endpointSelector: {matchLabels: {app: none}}, ingress: [{}]}'),
      [last],
    ],
    [
      'of Calico, for everyone',
      calicoDeny,
      calico('{selector: all(), types: [Ingress], ingress: [{action: Allow}]}'),
      [last],
    ],
    ['of Calico, for nobody', calicoDeny, calico(`{selector: "app == 'none'", types: [Ingress]}`), [last]],
    ['of the cluster', admin('Deny'), admin('Allow'), [last]],
    ['by another one in its place', deny, policy('{podSelector: {}, ingress: [{}]}', 'allow'), [last]],
    [
      'by one of another kind',
      deny,
      ciliumDeny.replace('endpointSelector: {}', 'endpointSelector: {matchLabels: {app: none}}'),
      [last],
    ],
    [
      'by another one of that name',
      deny,
      manifest(
        'kyverno.io/v1',
        'Policy',
        'deny',
        'spec: {validationFailureAction: Enforce, rules: [{name: a, validate: {message: No.}}]}',
      ),
      [last],
    ],
  ])('%s', async (_, before, after, expected) => {
    const found = await said({ ...workloads, 'x.yaml': before }, { ...workloads, 'x.yaml': after });

    expect(found.filter((each) => !/too-wide|everywhere|metadata|without-effect/.test(each))).toEqual(expected);
  });

  test('on the line that does it', async () => {
    const after =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec:\n  policyTypes: [Ingress]\n  podSelector: {matchLabels: {app: none}}\n';
    const { report } = await reviewed({
      base: { ...workloads, 'x.yaml': after.replace('{matchLabels: {app: none}}', '{}') },
      head: { 'x.yaml': after },
    });

    expect(report.findings.filter(({ rule }) => rule === 'guard-rails/last-guard-removed')).toMatchObject([
      {
        place: { kind: 'lines', file: 'x.yaml', first: 6 },
        message:
          'NetworkPolicy "deny" limits the ingress traffic of default/Deployment/api, default/Deployment/web. The change takes this away, and nothing else in the repository does all of that.',
      },
    ]);
    expect(report.verdict).toBe('fail');
  });

  test('beside it, by a policy that allows everything', async () => {
    const base = { ...workloads, 'x.yaml': deny };

    expect(await said(base, { ...base, 'y.yaml': policy('{podSelector: {}, ingress: [{}]}', 'allow') })).toEqual([
      'default-deny-undone high deny',
    ]);
  });
});

describe('a policy that stays as strong is not reported', () => {
  const one = (app: string): string =>
    policy(`{podSelector: {matchLabels: {app: ${app}}}, policyTypes: [Ingress]}`, app);

  test.each<[string, Texts, Texts]>([
    ['with another name', { 'x.yaml': deny }, { 'x.yaml': deny.replace('deny', 'isolate') }],
    ['of another engine', { 'x.yaml': deny }, { 'x.yaml': ciliumDeny }],
    ['of the whole cluster', { 'x.yaml': deny }, { 'x.yaml': admin('Deny') }],
    [
      'with more that may connect',
      { 'x.yaml': deny },
      { 'x.yaml': policy('{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}') },
    ],
    ['for all pods in place of one', { 'x.yaml': one('web') }, { 'x.yaml': deny }],
    ['that moves', { 'x.yaml': deny }, { 'a/x.yaml': deny }],
    ['that denies more', { 'x.yaml': deny }, { 'x.yaml': policy(both) }],
  ])('%s', async (_, base, head) => {
    expect(await said({ ...workloads, ...base }, { ...workloads, ...head })).toEqual([]);
  });

  test('only warned of, if others guard all that is known', async () => {
    const base = { ...workloads, 'x.yaml': deny, 'a.yaml': one('web'), 'b.yaml': one('api') };
    const head = { ...workloads, 'a.yaml': one('web'), 'b.yaml': one('api') };

    expect(await said(base, head)).toEqual([removed]);
  });
});

const vap = (spec: string): string =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: owner}\nspec: ${spec}\n`;
const binding =
  'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {name: owner}\nspec: {policyName: owner, validationActions: [Deny]}\n';
const webhook = (fields: string): string =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: guard}\nwebhooks: [{name: pods.guard.example, ${fields}}]\n`;
const pods = 'rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]';
const template = (body: string): string =>
  `apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: {name: owner}\nspec:\n  targets:\n    - target: admission.k8s.gatekeeper.sh\n      rego: |\n        package owner\n        violation[{"msg": "No."}] { ${body} }\n`;
const checked = '{validations: [{expression: has(object.metadata.labels.owner)}]}';
const daemon = (node = ''): string =>
  deployment([container('falco').replace(/image: .*/, 'image: falcosecurity/falco:0.40.0')], 'falco')
    .replace('Deployment', 'DaemonSet')
    .replace('    spec:\n', `    spec:\n${node}`);
const quota = (pods: string): string => manifest('v1', 'ResourceQuota', 'all', `spec: {hard: {pods: "${pods}"}}`);
const authorization = (spec: string): string =>
  manifest('security.istio.io/v1', 'AuthorizationPolicy', 'callers', `spec: ${spec}`);
const denies = '{action: DENY, rules: [{from: [{source: {notNamespaces: [default]}}]}]}';
const strict = manifest('security.istio.io/v1', 'PeerAuthentication', 'default', 'spec: {mtls: {mode: STRICT}}');

describe('another guard that no longer guards is reported', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['a policy without validations', vap(checked), vap('{validations: []}'), [off]],
    ['a policy that is always met', vap(checked), vap('{validations: [{expression: "true"}]}'), [off]],
    [
      'conditions that never hold',
      vap(checked),
      vap(`{matchConditions: [{name: a, expression: "false"}], ${checked.slice(1)}`),
      [off],
    ],
    ['a template without a violation', template('input.x'), template('false'), [off]],
    ['a webhook without rules', webhook(pods), webhook('rules: []'), [off]],
    ['a sensor for nodes that there are not', daemon(), daemon('      nodeSelector: {pool: none}\n'), [last]],
    ['a quota that limits nothing', quota('10'), quota('100000000'), [removed]],
    ['a denial that only audits', authorization(denies), authorization(denies.replace('DENY', 'AUDIT')), [removed]],
    ['a denial without rules', authorization(denies), authorization('{action: DENY}'), [removed]],
    ['a mode that is unset', strict, strict.replace('STRICT', 'UNSET'), [removed]],
  ])('%s', async (_, before, after, expected) => {
    expect(await said({ ...workloads, 'x.yaml': before }, { ...workloads, 'x.yaml': after })).toEqual(expected);
  });

  test.each([
    ['the last policy', binding, last],
    ['a policy whose binding stays', vap(checked), removed],
    ['a webhook', webhook(pods), removed],
    ['mTLS', strict, removed],
    ['a denial', authorization(denies), removed],
  ])('that is deleted: %s', async (_, guard, expected) => {
    expect(await said({ ...workloads, 'x.yaml': guard }, workloads)).toEqual([expected]);
  });

  test('by an exception', async () => {
    const exception =
      'apiVersion: kyverno.io/v2\nkind: PolicyException\nmetadata: {name: debug}\nspec: {exceptions: [{policyName: labels, ruleNames: ["*"]}], match: {any: [{resources: {kinds: [Pod]}}]}}\n';

    expect(await said(workloads, { ...workloads, 'x.yaml': exception })).toEqual(['exception-added medium warn']);
  });
});

/** What is said of guards: the places, and the messages after what the policy does. */
async function told(base: Texts, head: Texts): Promise<readonly unknown[]> {
  const gone = Object.keys(base).filter((file) => !Object.hasOwn(head, file));
  const { report } = await reviewed({ base, head: { ...head, 'README.md': 'changed\n' }, gone });
  return report.findings
    .filter(({ rule, status }) => status === 'new' && rule.startsWith('guard-rails/'))
    .map(({ message, place }) => [
      place.kind === 'summary' ? '' : place.kind === 'file' ? place.file : `${place.file}:${place.first}`,
      message.slice(message.indexOf('The change')),
    ]);
}

const kustomization = (...resources: readonly string[]): string =>
  `kind: Kustomization\nresources:\n${resources.map((each) => `  - ${each}\n`).join('')}`;
const forWeb = policy('{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}', 'web');
const noLonger =
  'The change no longer deploys it, though its file stays, and nothing else in the repository does all of that.';
const gone = 'The change removes it, and nothing else in the repository does all of that.';

describe('a policy for pods of a source that does not change', () => {
  const namespaced = (text: string): string => `namespace: shop\n${text}`;
  const denies = (name: string, spec = '{podSelector: {}, policyTypes: [Ingress]}'): string =>
    policy(spec, name).replace('namespace: default', 'namespace: shop');
  const chart: Texts = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/templates/web.yaml': web,
  };
  const built: Texts = {
    'k/kustomization.yaml': namespaced(kustomization('web.yaml')),
    'k/web.yaml': web,
    'deny.yaml': denies('deny'),
  };
  const inChart: Texts = { ...chart, 'deny.yaml': policy('{podSelector: {}, policyTypes: [Ingress]}') };

  test.each<[string, Texts]>([
    ['a kustomization', built],
    ['a chart', inChart],
  ])('is the last one of %s', async (_, base) => {
    const { 'deny.yaml': removed, ...head } = base;
    expect(removed).toContain('NetworkPolicy');
    expect(await said(base, head)).toEqual([last]);
  });

  test.each<[string, Texts, Texts]>([
    [
      'a change that guards as much',
      built,
      { ...built, 'deny.yaml': denies('deny').replace('deny}', 'deny, labels: {a: b}}') },
    ],
    ['another one that stays', { ...built, 'other.yaml': denies('other') }, { ...built, 'deny.yaml': denies('other') }],
  ])('nothing is said of %s', async (_, base, head) => {
    expect(await said(base, head)).not.toContain(last);
  });
});

describe('a policy that is no longer deployed is reported where this is decided', () => {
  test('as a file that a kustomization no longer lists', async () => {
    const base = {
      'k/kustomization.yaml': kustomization('web.yaml', 'deny.yaml'),
      'k/web.yaml': web,
      'k/deny.yaml': forWeb,
    };

    expect(await told(base, { ...base, 'k/kustomization.yaml': kustomization('web.yaml') })).toEqual([
      ['k/kustomization.yaml:3', noLonger],
    ]);
  });

  test.each([
    ['resources', 'kind: Kustomization\n'],
    ['components', 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n'],
  ])('as a folder that an overlay no longer names among its %s', async (field, kind) => {
    const base = {
      'base/kustomization.yaml': kustomization('web.yaml'),
      'base/web.yaml': web,
      'deny/kustomization.yaml': `${kind}resources: [deny.yaml]\n`,
      'deny/deny.yaml': forWeb,
      'prod/kustomization.yaml': `namePrefix: ""\n${field}:\n  - ../deny\n${field === 'resources' ? '' : 'resources:\n'}  - ../base\n`,
    };

    expect(
      await told(base, { ...base, 'prod/kustomization.yaml': 'namePrefix: ""\nresources:\n  - ../base\n' }),
    ).toEqual([[expect.stringMatching(/^prod\/kustomization\.yaml:/), noLonger]]);
  });

  test('as a value of one environment', async () => {
    const chart = {
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'chart/values.yaml': 'policy: true\n',
      'chart/values-dev.yaml': 'replicas: 1\n',
      'chart/values-prod.yaml': 'replicas: 3\npolicy: true\n',
      'chart/templates/web.yaml': web,
      'chart/templates/deny.yaml': `{{- if .Values.policy }}\n${forWeb}{{- end }}\n`,
    };

    expect(await told(chart, { ...chart, 'chart/values-prod.yaml': 'replicas: 3\npolicy: false\n' })).toEqual([
      ['chart/values-prod.yaml:2', gone],
    ]);
  });
});

describe('a policy whose files are used in another way is not reported', () => {
  const base = {
    'k/kustomization.yaml': kustomization('web.yaml', 'api.yaml', 'deny.yaml'),
    'k/web.yaml': web,
    'k/api.yaml': api,
    'k/deny.yaml': forWeb,
  };
  const files = { 'k/web.yaml': web, 'k/api.yaml': api, 'k/deny.yaml': forWeb };

  test.each<[string, Texts]>([
    ['without the kustomization', files],
    ['together with its workload', { ...base, 'k/kustomization.yaml': kustomization('api.yaml') }],
    [
      'by another kustomization',
      {
        ...base,
        'k/kustomization.yaml': kustomization('web.yaml', 'api.yaml'),
        'policies/kustomization.yaml': kustomization('../k/deny.yaml'),
      },
    ],
    [
      'by a folder of its own',
      {
        ...base,
        'k/kustomization.yaml': kustomization('web.yaml', 'api.yaml', 'policies'),
        'k/policies/kustomization.yaml': kustomization('deny.yaml'),
        'k/policies/deny.yaml': forWeb,
      },
    ],
  ])('%s', async (name, head) => {
    expect([name, await told(base, head)]).toEqual([name, []]);
  });
});

describe('what is lost is said', () => {
  test('without the workloads that another policy isolates', async () => {
    const base = { ...workloads, 'deny.yaml': deny, 'web-policy.yaml': forWeb };
    const head = { ...workloads, 'web-policy.yaml': forWeb };

    expect(await told(base, head)).toEqual([
      ['', 'The change removes it, and nothing else in the repository does this for default/Deployment/api.'],
    ]);
  });

  test('at the labels of a workload that its policy no longer selects', async () => {
    const base = { ...workloads, 'web-policy.yaml': forWeb };
    const changed = web.replaceAll('{app: web}', '{app: shop}');

    expect(await told(base, { ...base, 'web.yaml': changed })).toEqual([
      [
        'web.yaml:8',
        'The change takes this away, because it no longer selects the labels of the pods, and nothing else in the repository does all of that.',
      ],
    ]);
    expect(
      await told(base, {
        ...base,
        'web.yaml': changed,
        'web-policy.yaml': forWeb.replace('{app: web}', '{app: shop}'),
      }),
    ).toEqual([]);
    expect(await told({ ...base, 'deny.yaml': deny }, { ...base, 'deny.yaml': deny, 'web.yaml': changed })).toEqual([]);
  });
});
