/** Namespaces, pods, addresses and NetworkPolicies to compare verdicts on: generated, and around policies that others wrote. */
import fc from 'fast-check';
import { list, at, isJsonMap } from '../../src/foundation/json.ts';
import { type Json, type JsonObject } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { isIP } from 'node:net';

export interface NetworkPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
}

export interface NetworkPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly ports: readonly NetworkPort[];
}

/** Every pod and every address connects to every other one, on every port. */
export interface NetworkWorld {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pods: readonly NetworkPod[];
  readonly addresses: readonly string[];
  readonly ports: readonly NetworkPort[];
  readonly policies: readonly KubernetesObject[];
}

/** Absent, or what the arbitrary gives. */
function perhaps(values: fc.Arbitrary<Json>, ...instead: readonly Json[]): fc.Arbitrary<Json | undefined> {
  const nothing = fc.constantFrom<Json | undefined>(undefined, ...instead);
  return fc.oneof({ weight: 3, arbitrary: values }, { weight: 1, arbitrary: nothing });
}

function map(fields: Readonly<Record<string, fc.Arbitrary<Json | undefined>>>): fc.Arbitrary<JsonObject> {
  return fc
    .record(fields)
    .map((record) =>
      Object.fromEntries(
        Object.entries(record).flatMap(([key, value]): [string, Json][] => (value === undefined ? [] : [[key, value]])),
      ),
    );
}

const keys = ['app', 'tier', 'team'];
const values = ['a', 'b', ''];

const labels = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values), { maxKeys: 2 });

const some = fc.subarray(values, { minLength: 1 });
const expression = fc.oneof(
  map({ key: fc.constantFrom(...keys), operator: fc.constantFrom('In', 'NotIn'), values: some }),
  map({ key: fc.constantFrom(...keys), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);

const selector = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<Json>({}, { matchLabels: {} }, { matchExpressions: [] }) },
  {
    weight: 3,
    arbitrary: map({
      matchLabels: perhaps(labels as fc.Arbitrary<Json>, null),
      matchExpressions: perhaps(fc.array(expression, { maxLength: 2 }) as fc.Arbitrary<Json>, null),
    }),
  },
);

const blocks: readonly JsonObject[] = [
  { cidr: '0.0.0.0/0' },
  { cidr: '::/0' },
  { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
  { cidr: '10.1.0.0/16', except: [] },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '169.254.169.254/32'] },
  { cidr: '203.0.113.7/32' },
  { cidr: 'fd00::/8', except: ['fd00:1::/32'] },
];

const peer = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...blocks).map((ipBlock): Json => ({ ipBlock })) },
  { weight: 1, arbitrary: map({ podSelector: selector }) },
  { weight: 1, arbitrary: map({ namespaceSelector: selector, podSelector: perhaps(selector, null) }) },
);

const protocols = ['TCP', 'UDP', 'SCTP'];

const port = fc.oneof(
  map({
    port: perhaps(fc.constantFrom<Json>(53, 80, 8080, 'http', 'dns', 'web'), null),
    protocol: perhaps(fc.constantFrom(...protocols), null),
  }),
  map({
    port: fc.constantFrom(1, 53, 80),
    endPort: fc.constantFrom(80, 8080, 65_535),
    protocol: perhaps(fc.constantFrom(...protocols)),
  }),
);

function rule(peers: 'from' | 'to'): fc.Arbitrary<Json> {
  return map({
    [peers]: perhaps(fc.array(peer, { maxLength: 2 }), null),
    ports: perhaps(fc.array(port, { maxLength: 2 }), null),
  });
}

const spec = map({
  podSelector: selector,
  policyTypes: perhaps(
    fc.constantFrom<Json>(['Ingress'], ['Egress'], ['Ingress', 'Egress'], ['Egress', 'Ingress'], []),
    null,
  ),
  ingress: perhaps(fc.array(rule('from'), { maxLength: 2 }), null),
  egress: perhaps(fc.array(rule('to'), { maxLength: 2 }), null),
});

const namespaces = ['shop', 'db', 'default'];
const named: readonly NetworkPort[] = [
  { name: 'http', number: 80, protocol: 'TCP' },
  { name: 'web', number: 8080, protocol: 'TCP' },
  { name: 'dns', number: 53, protocol: 'UDP' },
  { name: 'dns', number: 53, protocol: 'TCP' },
];
const unnamed: readonly NetworkPort[] = [
  { name: '', number: 80, protocol: 'UDP' },
  { name: '', number: 8080, protocol: 'SCTP' },
  { name: '', number: 65_535, protocol: 'TCP' },
];

const world = fc
  .record({
    labelled: fc.tuple(labels, labels, labels),
    pods: fc.array(
      fc.record({
        namespace: fc.constantFrom(...namespaces),
        labels,
        network: fc.constantFrom('10.0.0.', '10.1.0.', 'fd00:1::', 'fd00:2::'),
        ports: fc.subarray([...named]),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    policies: fc.array(fc.record({ namespace: fc.constantFrom(...namespaces, undefined), spec }), { maxLength: 4 }),
  })
  .map(({ labelled, pods, policies }): NetworkWorld => ({
    namespaces: Object.fromEntries(namespaces.map((name, index) => [name, labelled[index] ?? {}])),
    pods: pods.map(({ network, ...fields }, index) => ({
      ...fields,
      name: `p${index}`,
      address: `${network}${index + 1}`,
    })),
    addresses: ['203.0.113.7', '169.254.169.254', '2001:db8::1'],
    ports: [...named, ...unnamed],
    policies: policies.map(({ namespace, spec: given }, index) => policyOf(`n${index}`, namespace, given)),
  }));

function policyOf(name: string, namespace: string | undefined, given: Json): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: given,
  };
}

export function worldsOf(seed: number, count: number): NetworkWorld[] {
  return fc.sample(world, { seed, numRuns: count });
}

/**
 * A world around policies that somebody wrote: in each of their namespaces, and in others with the labels that they name,
 * there are a pod for each selector and one without labels; the addresses are those of their ranges.
 */
export function worldAround(written: readonly KubernetesObject[]): NetworkWorld {
  const policies = written.map((policy, index) =>
    policyOf(`n${index}`, namespaceOf(policy), at(policy, ['spec']) ?? {}),
  );
  const found = { pods: new Map<string, Labels>(), namespaces: new Map<string, Labels>(), ranges: new Set<string>() };
  const ports = new Map<string, NetworkPort>();
  for (const { spec: given } of policies) {
    for (const [key, value] of below(given ?? null)) {
      if (key === 'podSelector') note(found.pods, value);
      if (key === 'namespaceSelector') note(found.namespaces, value);
      if (key === 'ipBlock')
        for (const range of [at(value, ['cidr']), ...list(at(value, ['except']))])
          if (typeof range === 'string') found.ranges.add(range.split('/')[0] ?? '');
      if (key === 'ports')
        for (const each of list(value)) for (const one of portsOf(each)) ports.set(JSON.stringify(one), one);
    }
  }
  const own = new Set(policies.map((policy) => namespaceOf(policy) ?? 'default'));
  const spaces = [
    ...[...own].map((name) => [name, { 'kubernetes.io/metadata.name': name }] as const),
    ...[...found.namespaces.values()].slice(0, 6).map((given, index) => [`x${index}`, given] as const),
    ['other', {}] as const,
  ];
  const all = [{}, ...[...found.pods.values()].slice(0, 6)];
  const pods = spaces.flatMap(([namespace]) => all.map((given) => ({ namespace, labels: given })));
  return {
    namespaces: Object.fromEntries(spaces),
    pods: pods.map((pod, index) => ({
      ...pod,
      name: `p${index}`,
      address: `10.0.0.${index + 1}`,
      ports: [...ports.values()],
    })),
    addresses: ['8.8.8.8', '2001:db8::1', ...[...found.ranges].filter((address) => isIP(address) !== 0)],
    ports: [...[...ports.values()].slice(0, 8), { name: '', number: 1, protocol: 'TCP' }],
    policies,
  };
}

type Labels = Readonly<Record<string, string>>;

function namespaceOf(policy: KubernetesObject): string | undefined {
  const name = at(policy, ['metadata', 'namespace']);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function* below(value: Json): Generator<readonly [string, Json]> {
  if (Array.isArray(value)) for (const each of value as readonly Json[]) yield* below(each);
  if (!isJsonMap(value)) return;
  for (const [key, each] of Object.entries(value)) {
    yield [key, each];
    yield* below(each);
  }
}

/** Labels that the selector takes, as far as they follow from it. */
function note(all: Map<string, Labels>, selected: Json): void {
  const wanted = Object.entries(at(selected, ['matchLabels']) ?? {});
  const terms = list(at(selected, ['matchExpressions'])).flatMap((term): [string, unknown][] => {
    const [key, operator, given] = ['key', 'operator', 'values'].map((each) => at(term as Json, [each]));
    if (typeof key !== 'string') return [];
    if (operator === 'In') return [[key, list(given)[0]]];
    return operator === 'Exists' ? [[key, 'x']] : [];
  });
  const found = Object.fromEntries(
    [...wanted, ...terms].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
  all.set(JSON.stringify(found), found);
}

/** The first and the last port of a range, and the one after it. A named port gets a number. */
function portsOf(written: unknown): NetworkPort[] {
  const [first, last, protocol] = ['port', 'endPort', 'protocol'].map((key) => at(written as Json, [key]));
  const of = typeof protocol === 'string' ? protocol : 'TCP';
  if (typeof first === 'string') return [{ name: first, number: 4000 + first.length, protocol: of }];
  const numbers = [first, last, typeof last === 'number' ? last + 1 : undefined];
  return numbers.flatMap((number) => (typeof number === 'number' ? [{ name: '', number, protocol: of }] : []));
}
