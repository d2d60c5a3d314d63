/** The rules of guard-rails in reviews of two trees: what the change weakens is reported, once, and nothing else is. */
import { describe, expect, test } from 'vitest';
import { type Finding } from '../../src/model/report.ts';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { ratchets, type Texts } from './pack.ts';

const { reviewed, audited } = ratchets();

const policyRule = 'guard-rails/policy-not-enforcing';
const webhookRule = 'guard-rails/webhook-weakened';
const levelRule = 'guard-rails/pod-security-level-lowered';
const labelsRule = 'namespace/pod-security-labels';

function foundBy({ report }: UnmaskedOutcome, ...rules: readonly string[]): readonly Finding[] {
  return report.findings.filter(({ rule, status }) => rules.includes(rule) && status !== 'fixed');
}

/** What the rules say of a file whose text changed from one to the other. */
async function changed(before: string, after: string, ...rules: readonly string[]): Promise<readonly Finding[]> {
  // A comment changes the file even if the object stays.
  return foundBy(await reviewed({ base: { 'x.yaml': before }, head: { 'x.yaml': `# changed\n${after}` } }), ...rules);
}

const constraint = (fields: string, name = 'owner'): string =>
  `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sRequiredLabels
metadata: {name: ${name}}
spec:
  match: {kinds: [{apiGroups: [""], kinds: [Namespace]}]}
${fields}`;

const scoped = (action: string): string =>
  `  enforcementAction: scoped
  scopedEnforcementActions: [{action: ${action}, enforcementPoints: [{name: validation.gatekeeper.sh}]}]
`;

interface PolicyRule {
  readonly name: string;
  /** Fields of `validate`, in one line. */
  readonly validate?: string;
}

const kyverno = (spec: string, ...rules: readonly PolicyRule[]): string =>
  `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: labels}
spec:
${spec}  rules:
${rules.map(({ name, validate = '' }) => `    - name: ${name}\n      validate: {message: No., ${validate}pattern: {metadata: {labels: {owner: "?*"}}}}\n`).join('')}`;

const enforcing = '  validationFailureAction: Enforce\n';
const auditing = '  validationFailureAction: Audit\n';
const owner = { name: 'owner' };
const team = { name: 'team' };
const ownerWith = (validate: string): PolicyRule => ({ ...owner, validate: `${validate}, ` });

const cel = (actions: string): string =>
  `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: owner}
spec:
  validations: [{expression: has(object.metadata.labels.owner)}]
${actions}`;

const binding = (actions: string): string =>
  `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: owner}
spec: {policyName: owner, validationActions: [${actions}]}
`;

const met = 'The base commit has this protection; this pull request takes it away.';

describe('a policy that no longer refuses is reported', () => {
  test.each([
    ['deny to dryrun', constraint('  enforcementAction: deny\n'), constraint('  enforcementAction: dryrun\n'), 'deny'],
    ['the default to warn', constraint(''), constraint('  enforcementAction: warn\n'), null],
    ['deny to scopes that only warn', constraint('  enforcementAction: deny\n'), constraint(scoped('warn')), 'deny'],
    ['scopes that deny to scopes that warn', constraint(scoped('deny')), constraint(scoped('warn')), null],
    ['Enforce to Audit', kyverno(enforcing, owner), kyverno(auditing, owner), null],
    ['Enforce to the default', kyverno(enforcing, owner), kyverno('', owner), null],
    [
      'Enforce to Audit of a rule',
      kyverno('', ownerWith('failureAction: Enforce')),
      kyverno('', ownerWith('failureAction: Audit')),
      'Enforce',
    ],
    [
      'an exception of a rule from what its policy enforces',
      kyverno(enforcing, owner, team),
      kyverno(enforcing, ownerWith('failureAction: Audit'), team),
      null,
    ],
    [
      'an override for a namespace',
      kyverno(enforcing, owner),
      kyverno(`${enforcing}  validationFailureActionOverrides: [{action: Audit, namespaces: [dev]}]\n`, owner),
      null,
    ],
    ['admission', kyverno(enforcing, owner), kyverno(`${enforcing}  admission: false\n`, owner), null],
    ['the default to Audit', cel(''), cel('  validationActions: [Audit]\n'), null],
    ['Deny to Warn', cel('  validationActions: [Deny]\n'), cel('  validationActions: [Warn]\n'), null],
    ['Deny to Audit', binding('Deny'), binding('Audit'), null],
  ])('%s', async (_, before, after, was) => {
    const found = await changed(before, after, policyRule);

    expect(found).toMatchObject([{ status: 'new', severity: 'critical', enforcement: 'deny', lost: true, was }]);
  });

  test('for each rule that its policy switches', async () => {
    const found = await changed(kyverno(enforcing, owner, team), kyverno(auditing, owner, team), policyRule);

    expect(found.map(({ message }) => message)).toEqual([
      `Rule "owner" of ClusterPolicy "labels" admits what violates it, because the action of the policy is Audit. ${met}`,
      `Rule "team" of ClusterPolicy "labels" admits what violates it, because the action of the policy is Audit. ${met}`,
    ]);
  });

  test('with what it was', async () => {
    const [found] = await changed(constraint(''), constraint('  enforcementAction: dryrun\n'), policyRule);
    const [other] = await changed(
      constraint('  enforcementAction: deny\n'),
      constraint('  enforcementAction: dryrun\n'),
      policyRule,
    );

    const says = 'K8sRequiredLabels "owner" admits what violates it, because its action is dryrun.';
    expect(found?.message).toBe(`${says} ${met}`);
    expect(other?.message).toBe(`${says} At the base, spec.enforcementAction was "deny".`);
  });

  test('where the rule stands at another place now', async () => {
    const found = await changed(
      kyverno('', ownerWith('failureAction: Enforce')),
      kyverno('', team, ownerWith('failureAction: Audit')),
      policyRule,
    );

    expect(found).toMatchObject([{ path: ['spec', 'rules', 1, 'validate', 'failureAction'], was: 'Enforce' }]);
  });

  test('and fails the review', async () => {
    const outcome = await reviewed({ base: { 'x.yaml': binding('Deny') }, head: { 'x.yaml': binding('Audit') } });

    expect(outcome.report.verdict).toBe('fail');
  });
});

describe('nothing is said of a policy', () => {
  const dryrun = constraint('  enforcementAction: dryrun\n');

  test.each([
    ['that only audited before', dryrun, dryrun],
    ['that does so in another way now', dryrun, constraint('  enforcementAction: warn\n')],
    ['that is raised', dryrun, constraint('')],
    ['that is raised to Enforce', kyverno(auditing, owner), kyverno(enforcing, owner)],
    [
      'that is raised with an exception',
      kyverno(auditing, owner),
      kyverno(enforcing, ownerWith('failureActionOverrides: [{action: Audit, namespaces: [dev]}]')),
    ],
    ['that is raised in part', kyverno(auditing, owner, team), kyverno('', ownerWith('failureAction: Enforce'), team)],
    [
      'whose action moves to the rule, enforcing',
      kyverno(enforcing, owner),
      kyverno('', ownerWith('failureAction: Enforce')),
    ],
    ['or auditing', kyverno(auditing, owner), kyverno('', ownerWith('failureAction: Audit'))],
    [
      'that has one more rule, auditing',
      kyverno('', ownerWith('failureAction: Enforce')),
      kyverno('', ownerWith('failureAction: Enforce'), team),
    ],
    ['that audits beside refusing', binding('Deny'), binding('Deny, Audit')],
    ['that writes the default', cel(''), cel('  validationActions: [Deny]\n')],
  ])('%s', async (_, before, after) => {
    expect(await changed(before, after, policyRule)).toEqual([]);
  });

  const base: Texts = { 'x.yaml': constraint('') };

  test('that is new', async () => {
    const outcome = await reviewed({ base, head: { 'new.yaml': constraint('  enforcementAction: dryrun\n', 'new') } });

    expect(foundBy(outcome, policyRule)).toEqual([]);
  });

  test('that is removed', async () => {
    const outcome = await reviewed({ base, head: { 'other.yaml': cel('') }, gone: ['x.yaml'] });

    expect(foundBy(outcome, policyRule)).toEqual([]);
  });

  test('whose file has another name, unless the policy changes with it', async () => {
    const moved = async (text: string): Promise<readonly Finding[]> =>
      foundBy(await reviewed({ base, head: { 'policies/y.yaml': text }, gone: ['x.yaml'] }), policyRule);

    expect(await moved(constraint(''))).toEqual([]);
    expect(await moved(dryrun)).toMatchObject([{ lost: true, source: 'policies/y.yaml' }]);
  });
});

describe('a check that no longer refuses when it fails', () => {
  const webhooks = (...all: readonly string[]): string =>
    `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard}
webhooks:
${all.map((fields) => `  - {sideEffects: None, ${fields}}\n`).join('')}`;
  const pods = 'name: pods.guard.example';
  const nodes = 'name: nodes.guard.example, failurePolicy: Fail';
  const ignoring = `${pods}, failurePolicy: Ignore`;

  test.each([
    ['Fail to Ignore', webhooks(`${pods}, failurePolicy: Fail`, nodes), webhooks(ignoring, nodes), 'Fail'],
    ['the default to Ignore', webhooks(pods), webhooks(ignoring), null],
    ['at another place of the list', webhooks(nodes, pods), webhooks(ignoring, nodes), null],
    ['of a policy of Kyverno', kyverno('', owner), kyverno('  failurePolicy: Ignore\n', owner), null],
    [
      'in the field of webhooks',
      kyverno('  failurePolicy: Fail\n', owner),
      kyverno('  webhookConfiguration: {failurePolicy: Ignore}\n', owner),
      'Fail',
    ],
  ])('is reported: %s', async (_, before, after, was) => {
    const found = await changed(before, after, webhookRule);

    expect(found).toMatchObject([{ status: 'new', severity: 'high', enforcement: 'warn', lost: true, was }]);
  });

  test.each([
    ['as before', webhooks(ignoring), webhooks(ignoring, nodes)],
    ['of a new webhook', webhooks(nodes), webhooks(nodes, ignoring)],
    ['that is raised', webhooks(ignoring), webhooks(`${pods}, failurePolicy: Fail`)],
    [
      'whose field moves',
      kyverno('  failurePolicy: Ignore\n', owner),
      kyverno('  webhookConfiguration: {failurePolicy: Ignore}\n', owner),
    ],
  ])('is not: %s', async (_, before, after) => {
    expect(await changed(before, after, webhookRule)).toEqual([]);
  });
});

describe('the Pod Security level of a namespace', () => {
  const namespace = (level: string | null, version: string | null = null, name = 'shop'): string =>
    `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    app: shop
${level === null ? '' : `    pod-security.kubernetes.io/enforce: ${level}\n`}${version === null ? '' : `    pod-security.kubernetes.io/enforce-version: ${version}\n`}`;

  const guard = { rule: levelRule, severity: 'critical', enforcement: 'deny', lost: true };

  const label = { rule: labelsRule, severity: 'medium', enforcement: 'warn', status: 'new' };

  // The other rule finds each namespace below baseline, too, and suggests baseline. This one must find them as well, or
  // raising one to baseline would look like a loss.
  test.each([
    ['restricted', 'baseline', [guard]],
    ['restricted', 'privileged', [guard]],
    ['restricted', null, [guard]],
    ['baseline', 'privileged', [guard, label]],
    ['baseline', null, [guard, label]],
  ] as const)('is lowered from %s to %s, and the old level is suggested', async (before, after, expected) => {
    const found = await changed(namespace(before), namespace(after), levelRule, labelsRule);

    expect(found).toMatchObject(expected);
    expect(found.filter(({ rule }) => rule === levelRule).map(({ was }) => was)).toEqual([before]);
    const suggested = found.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion.replacement]));
    expect(new Set(suggested)).toEqual(
      new Set([expect.stringContaining(`pod-security.kubernetes.io/enforce: ${before}`)]),
    );
  });

  test.each([
    [
      'restricted',
      '{securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}, image: "web:1", name: a}',
    ],
    ['baseline', '{image: "web:1", name: a}'],
  ])('of a new namespace is suggested as its workloads meet it: %s', async (level, web) => {
    const security = 'securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}';
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  ${security}\n  containers: [${web}]\n`;
    const outcome = await reviewed(
      { base: { 'x.txt': '' }, head: { 'web.yaml': pod, 'ns.yaml': namespace(null) } },
      'rules: { sets: [baseline] }\n',
    );

    expect(foundBy(outcome, labelsRule).map(({ suggestion }) => suggestion?.replacement)).toEqual([
      expect.stringContaining(`pod-security.kubernetes.io/enforce: ${level}`),
    ]);
  });

  test.each([
    [null, 'privileged'],
    [null, 'baseline'],
    [null, 'restricted'],
    ['privileged', 'baseline'],
    ['privileged', 'restricted'],
    ['baseline', 'restricted'],
    [null, null],
    ['privileged', 'privileged'],
    ['baseline', 'baseline'],
    ['restricted', 'restricted'],
  ])('is not lowered from %s to %s', async (before, after) => {
    expect(await changed(namespace(before), namespace(after), levelRule)).toEqual([]);
  });

  test.each([
    [null, 'v1.30', null],
    ['latest', 'v1.30', 'latest'],
    ['v1.35', 'v1.22', 'v1.35'],
    ['v1.30', 'v1.22', 'v1.30'],
  ])('has fewer checks: %s to %s', async (before, after, was) => {
    const found = await changed(namespace('restricted', before), namespace('restricted', after), levelRule);

    expect(found).toMatchObject([
      { ...guard, path: ['metadata', 'labels', 'pod-security.kubernetes.io/enforce-version'], was },
    ]);
  });

  test.each([
    [null, 'latest'],
    [null, 'v1.34'],
    ['v1.30', 'v1.30'],
    ['v1.30', 'v1.35'],
    ['v1.30', null],
  ])('does not: %s to %s', async (before, after) => {
    const found = await changed(namespace('restricted', before), namespace('restricted', after), levelRule);

    expect(found).toEqual([]);
  });

  test('and its version are two protections', async () => {
    const found = await changed(namespace('restricted'), namespace('baseline', 'v1.30'), levelRule);

    expect(found.map(({ path }) => path.at(-1))).toEqual([
      'pod-security.kubernetes.io/enforce',
      'pod-security.kubernetes.io/enforce-version',
    ]);
  });

  test('is that of another namespace if the name changes, and the same in another file', async () => {
    const base = { 'x.yaml': namespace('restricted') };
    const renamed = await reviewed({ base, head: { 'x.yaml': namespace('baseline', null, 'store') } });
    const moved = await reviewed({ base, head: { 'y.yaml': namespace('restricted') }, gone: ['x.yaml'] });
    const lowered = await reviewed({ base, head: { 'y.yaml': namespace('baseline') }, gone: ['x.yaml'] });

    expect(foundBy(renamed, levelRule)).toEqual([]);
    expect(foundBy(moved, levelRule)).toEqual([]);
    expect(foundBy(lowered, levelRule)).toMatchObject([guard]);
  });
});

test('an audit reports what does not protect, as low', async () => {
  const outcome = await audited({ 'x.yaml': constraint('  enforcementAction: dryrun\n'), 'y.yaml': binding('Audit') });

  expect(foundBy(outcome, policyRule)).toMatchObject([
    { severity: 'low', status: 'existing' },
    { severity: 'low', status: 'existing' },
  ]);
});
