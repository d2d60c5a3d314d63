import { expect, test } from 'vitest';
import { load } from 'js-yaml';
import { type End, isAllowed, limitsOf } from '../../src/facts/network-rules.ts';
import { type JsonObject } from '../../src/model/json.ts';

const shop = { namespace: 'shop', namespaceLabels: { team: 'shop' } };
const web: End = { address: '10.0.0.1', pod: { ...shop, labels: { app: 'web' } } };
const api: End = { address: '10.0.0.2', pod: { ...shop, labels: { app: 'api' } } };
const db: End = {
  address: '10.0.0.3',
  pod: { namespace: 'db', namespaceLabels: { team: 'data' }, labels: { app: 'db' } },
};
const world: End = { address: '203.0.113.7', pod: null };

/** Whether a connection to TCP port 80, named `http`, passes a policy of the namespace `shop`. */
function passes(spec: string, from: End, to: End, protocol = 'TCP'): boolean {
  const policy = { namespace: 'shop', ...limitsOf(load(spec) as JsonObject) };
  return isAllowed([policy], { from, to, protocol, port: 80, name: 'http' });
}

test.each<[string, string, End, End, boolean]>([
  ['a pod that no policy selects is open', '{podSelector: {matchLabels: {app: api}}}', db, web, true],
  ['a policy without rules denies', '{podSelector: {}}', db, web, false],
  ['a policy of ingress lets the pod connect', '{podSelector: {}}', web, db, true],
  ['no peers are everyone', '{podSelector: {}, ingress: [{from: []}]}', world, web, true],
  ['pods of the own namespace', '{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}', api, web, true],
  ['and not of another one', '{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}', db, web, false],
  [
    'every namespace, and not the Internet',
    '{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}',
    world,
    web,
    false,
  ],
  [
    'both selectors of a peer have to match',
    '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: data}}, podSelector: {matchLabels: {app: api}}}]}]}',
    db,
    web,
    false,
  ],
  [
    'a range',
    '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}',
    web,
    world,
    true,
  ],
  [
    'and what is left out of it',
    '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [203.0.113.0/24]}}]}]}',
    web,
    world,
    false,
  ],
  [
    'a range of the other family',
    '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "::/0"}}]}]}',
    world,
    web,
    false,
  ],
  ['what is no range', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.7}}]}]}', world, web, false],
  ['a port', '{podSelector: {}, ingress: [{ports: [{port: 80}]}]}', world, web, true],
  ['another port', '{podSelector: {}, ingress: [{ports: [{port: 81}]}]}', world, web, false],
  ['a port of a range', '{podSelector: {}, ingress: [{ports: [{port: 1, endPort: 80}]}]}', world, web, true],
  ['a port by its name', '{podSelector: {}, ingress: [{ports: [{port: http}]}]}', world, web, true],
  [
    'a port of another protocol',
    '{podSelector: {}, ingress: [{ports: [{port: 80, protocol: UDP}]}]}',
    world,
    web,
    false,
  ],
  ['every port of a protocol', '{podSelector: {}, ingress: [{ports: [{protocol: TCP}]}]}', world, web, true],
  ['a rule that is null allows everything', '{podSelector: {}, ingress: [null]}', world, web, true],
  [
    'rules of a direction that the policy is not for',
    '{podSelector: {}, policyTypes: [Egress], ingress: [{}]}',
    db,
    web,
    true,
  ],
])('%s', (_, spec, from, to, expected) => {
  expect(passes(spec, from, to)).toBe(expected);
});

test('policies add up', () => {
  const [deny, allow] = ['{podSelector: {}}', '{podSelector: {matchLabels: {app: web}}, ingress: [{}]}'].map(
    (spec) => ({
      namespace: 'shop',
      ...limitsOf(load(spec) as JsonObject),
    }),
  );
  const traffic = { from: db, to: web, protocol: 'TCP', port: 80, name: null };

  expect(isAllowed([deny!], traffic)).toBe(false);
  expect(isAllowed([deny!, allow!], traffic)).toBe(true);
});
