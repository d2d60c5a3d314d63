import { expect, test } from 'vitest';
import { suppositions } from '../../src/facts/suppositions.ts';
import { type Facts, type NamespaceFacts } from '../../src/facts/relate.ts';

const shop: NamespaceFacts = {
  defined: 'yes',
  filled: 'unknown',
  default_deny_ingress: 'unknown',
  default_deny_egress: 'no',
};
const workloads = {
  complete: 'unknown',
  known: { shop: { 'Pod/a': { exists: 'yes', labels: { exists: 'unknown' } } } },
};
const facts: Facts = { targets: { default: { namespaces: { shop }, workloads } }, sbom: { kept: false, images: {} } };

const supposed = (...families: string[]): readonly unknown[] =>
  suppositions(facts, families).map(({ targets }) => targets['default']);

test('what is unknown of a family is supposed with all its answers, and of no other', () => {
  expect(supposed('namespaces')).toEqual(
    (['yes', 'no'] as const).flatMap((filled) =>
      (['yes', 'no'] as const).map((default_deny_ingress) => ({
        namespaces: { shop: { ...shop, filled, default_deny_ingress } },
        workloads,
      })),
    ),
  );
});

test('a label is no answer, whatever it is called', () => {
  expect(supposed('workloads')).toEqual(
    ['yes', 'no'].map((complete) => ({ namespaces: { shop }, workloads: { ...workloads, complete } })),
  );
});

test('families that one rule reads are supposed together, and without any there is nothing to suppose', () => {
  expect(supposed('workloads', 'namespaces')).toHaveLength(8);
  expect(supposed('sbom', 'services')).toEqual([facts.targets['default']]);
});

test('many questions take no more suppositions than twice their number, and two', () => {
  const every: NamespaceFacts = {
    defined: 'unknown',
    filled: 'unknown',
    default_deny_ingress: 'unknown',
    default_deny_egress: 'unknown',
  };
  const open = { complete: 'unknown', known: { a: { b: { defined: 'unknown', used: 'unknown', token: 'unknown' } } } };
  const many: Facts = { ...facts, targets: { default: { namespaces: { shop: every }, identities: open } } };

  expect(suppositions(many, ['namespaces', 'identities'])).toHaveLength(2 * 8 + 2);
});
