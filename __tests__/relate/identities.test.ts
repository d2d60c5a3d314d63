import { describe, expect, test } from 'vitest';
import { answersOf, type Cluster } from './cluster.ts';

const pod = (spec: string): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: ${spec}\n`;
const account = (rest = ''): string =>
  `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n${rest}`;
const off = 'automountServiceAccountToken: false\n';

function web(text: string, more: Partial<Cluster> = {}): unknown {
  const { is } = answersOf('identities', { sources: { 'a.yaml': text }, ...more });
  return (is as { known: { shop: Record<string, unknown> } }).known.shop['web'];
}

describe('a service account', () => {
  test('is defined, is used, and has a token in what uses it', () => {
    expect(web(account() + pod('{serviceAccountName: web}'))).toEqual({
      defined: 'yes',
      used: 'yes',
      token: 'yes',
      cloud: 'no',
      workloads: ['Pod/web'],
    });
    expect(web(account())).toEqual({ defined: 'yes', used: 'no', token: 'no', cloud: 'no', workloads: [] });
    expect(web(pod('{serviceAccountName: web}'))).toMatchObject({ defined: 'no', token: 'yes' });
  });

  test.each([
    ['the account says no', account(off) + pod('{serviceAccountName: web}'), 'no'],
    ['the pod says no', account() + pod('{serviceAccountName: web, automountServiceAccountToken: false}'), 'no'],
    [
      'the pod says yes against its account',
      account(off) + pod('{serviceAccountName: web, automountServiceAccountToken: true}'),
      'yes',
    ],
  ])('mounts its token by the word of the pod, then by its own: %s', (_, text, token) => {
    expect(web(text)).toMatchObject({ token });
  });

  test('of what was not rendered may be any', () => {
    const unseen = { chart: ['ServiceAccount'] };

    expect(web(pod('{serviceAccountName: web}'), { unseen })).toMatchObject({
      defined: 'unknown',
      used: 'yes',
      token: 'unknown',
    });
    expect(web(account(off), { unseen })).toMatchObject({ defined: 'yes', used: 'unknown', token: 'unknown' });
  });

  test('called default is in every namespace', () => {
    const { is } = answersOf('identities', { sources: { 'a.yaml': pod('{}') } });

    expect(is).toMatchObject({
      complete: 'yes',
      known: { shop: { default: { defined: 'yes', used: 'yes', token: 'yes' } } },
    });
  });
});
