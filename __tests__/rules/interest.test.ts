/** Which rules are evaluated on which objects. */
import { describe, expect, test } from 'vitest';
import { looksBy } from '../../src/rules/interest.ts';
import { ruleOfHeader } from '../../src/rules/headers/header.ts';

const rules = [
  { id: 'a/all', kinds: ['*'] },
  { id: 'a/group', kinds: ['constraints.gatekeeper.sh/*'] },
  { id: 'a/kind', kinds: ['apps/Deployment', 'apps/*'] },
  { id: 'a/pods', kinds: ['Pod'] },
  { id: 'a/both', kinds: ['Pod', '*'] },
];
const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'x' } });
const looked = (apiVersion: string, kind: string): string[] =>
  looksBy(rules)(object(apiVersion, kind)).flatMap((look) => look.rules.map((rule) => rule.join('/')));

describe('a rule is evaluated once', () => {
  test.each([
    ['v1', 'ConfigMap', ['a/all', 'a/both']],
    ['constraints.gatekeeper.sh/v1beta1', 'K8sRequiredLabels', ['a/group', 'a/all', 'a/both']],
    ['apps/v1', 'Deployment', ['a/kind', 'a/all', 'a/both', 'a/pods']],
    ['apps/v1', 'ControllerRevision', ['a/kind', 'a/all', 'a/both']],
    ['v1', 'Pod', ['a/all', 'a/both', 'a/pods']],
  ])('on a %s %s', (apiVersion, kind, expected) => {
    expect(looked(apiVersion, kind)).toEqual(expected);
  });
});

describe('the kinds of a header', () => {
  const header = (kind: string): unknown => ({
    scope: 'package',
    title: 'Do it',
    description: 'It matters.',
    related_resources: [{ ref: 'https://kubernetes.io' }],
    custom: {
      severity: 'low',
      enforcement: 'warn',
      remedy: 'Do it.',
      kinds: [kind],
      standards: [],
      fix_risk: null,
      fix_check: null,
      since: '0.1.0',
    },
  });

  test.each(['*', 'apps/*', 'constraints.gatekeeper.sh/*', 'apps/Deployment', 'Pod'])('may have %s', (kind) => {
    expect(ruleOfHeader('a/b', header(kind))).toMatchObject({ ok: true });
  });

  test.each(['**', '*/Pod', 'apps/', 'Deployment', '/*'])('may not have %s', (kind) => {
    expect(ruleOfHeader('a/b', header(kind))).toMatchObject({ ok: false });
  });
});
