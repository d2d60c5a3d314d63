/**
 * Compares what NetworkPolicies select and allow, as the facts say it, with Cyclonus and with Kubernetes' own selectors: for
 * generated policies and pods, and for all policies of the fixtures. Needs only Go and its module proxy.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import { contributionOf } from '../../src/facts/contribution.ts';
import { type End, isAllowed, limitsOf } from '../../src/facts/network-rules.ts';
import { relate } from '../../src/facts/relate.ts';
import { at, isJsonMap, isMap } from '../../src/foundation/json.ts';
import { groupOf, objectName } from '../../src/foundation/kubernetes/names.ts';
import { type Json } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type Evaluator, loadEvaluator } from '../../src/rules/evaluate.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { jsonLines, withGoProgram } from './go-program.ts';
import { type NetworkPort, type NetworkWorld, worldAround, worldsOf } from './network-worlds.ts';

const root = resolve(import.meta.dirname, '../..');

/** What policies do in a world, as text: what selects each pod, who may connect to whom, where all is denied by default. */
interface NetworkAnswer {
  readonly refused: string;
  readonly ingress: readonly (readonly string[])[] | null;
  readonly egress: readonly (readonly string[])[] | null;
  readonly allowed: string;
  readonly deniedIngress: readonly string[];
  readonly deniedEgress: readonly string[];
  /** The policies with a range that lets pods connect to the metadata service. */
  readonly metadata: readonly string[];
}

/** What of an answer follows from the facts alone. */
export type NetworkSelection = Omit<NetworkAnswer, 'metadata' | 'refused'>;

type Upstream = NetworkAnswer & { readonly alone: boolean };

export interface NetworkRun {
  readonly generated: number;
  /** The worlds around policies of the fixtures, and the number of these policies. */
  readonly written: { readonly worlds: number; readonly policies: number };
  readonly refused: number;
  readonly verdicts: number;
  readonly allowed: number;
  /** Worlds in which Cyclonus alone, with its own matching of labels, answers otherwise. */
  readonly otherwiseAlone: number;
  /** A few worlds and what upstream says, for a test that needs no Go. */
  readonly samples: readonly { readonly world: NetworkWorld; readonly answer: NetworkSelection }[];
  readonly different: readonly { readonly world: NetworkWorld; readonly theirs: string; readonly ours: string }[];
}

/**
 * @param dist the folder of the compiled rules.
 * @param fixtures the folder of fixtures; it need not exist.
 */
export async function networkRun(count: number, seed: number, dist: string, fixtures: string): Promise<NetworkRun> {
  const evaluator = await loadEvaluator([await loadPack(resolve(root, dist))]);
  evaluator.know({});
  const written = policiesOf(join(fixtures, 'netpol')).map(worldAround);
  const worlds = [...worldsOf(seed, count), ...written];
  const answers = askCyclonus(worlds);
  const judged = worlds.flatMap((world, index) => {
    const theirs = answers[index];
    if (theirs === undefined) throw new Error('networkpolicy: a world without an answer');
    return theirs.refused === '' ? [{ world, theirs }] : [];
  });
  return {
    generated: count,
    written: { worlds: written.length, policies: written.flatMap(({ policies }) => policies).length },
    refused: worlds.length - judged.length,
    verdicts: judged.map(({ theirs }) => theirs.allowed.length).reduce((sum, each) => sum + each, 0),
    allowed: judged.map(({ theirs }) => theirs.allowed.split('1').length - 1).reduce((sum, each) => sum + each, 0),
    samples: samplesOf(judged),
    otherwiseAlone: judged.filter(({ theirs }) => !theirs.alone).length,
    different: judged.flatMap(({ world, theirs: { alone: _, ...theirs } }) => {
      const [one, other] = [JSON.stringify(normal(theirs)), JSON.stringify(normal(ourAnswer(world, evaluator)))];
      return one === other ? [] : [{ world, theirs: one, ours: other }];
    }),
  };
}

/** The smallest worlds in which policies select pods in both directions, and some connections alone are allowed. */
function samplesOf(
  judged: readonly { readonly world: NetworkWorld; readonly theirs: Upstream }[],
): NetworkRun['samples'] {
  return judged
    .filter(({ theirs: { allowed, ingress, egress } }) => {
      const isLimited = [ingress, egress].every((each) => (each ?? []).some((names) => names.length > 0));
      return isLimited && allowed.includes('0') && allowed.includes('1');
    })
    .map(({ world, theirs }) => ({ world, answer: selectionOf(normal(theirs)) }))
    .sort((one, other) => JSON.stringify(one).length - JSON.stringify(other).length)
    .slice(0, mostSamples);
}

const mostSamples = 50;

function selectionOf({ ingress, egress, allowed, deniedIngress, deniedEgress }: NetworkSelection): NetworkSelection {
  return { ingress, egress, allowed, deniedIngress, deniedEgress };
}

function normal({ ingress, egress, refused, allowed, ...names }: NetworkAnswer): NetworkAnswer {
  const { deniedIngress, deniedEgress, metadata } = names;
  return { refused, ingress: ingress ?? [], egress: egress ?? [], allowed, deniedIngress, deniedEgress, metadata };
}

function ourAnswer(world: NetworkWorld, evaluator: Evaluator): NetworkAnswer {
  const metadata = world.policies.filter((policy) => findsMetadata(evaluator, policy));
  return {
    refused: '',
    ...networkSelection(world),
    metadata: metadata.map((policy) => objectName(policy).name).sort(),
  };
}

/** What the facts say. */
export function networkSelection(world: NetworkWorld): NetworkSelection {
  const { pods, policies, ports, namespaces } = world;
  const objects = [...policies, ...pods.map(objectOf), ...Object.keys(namespaces).map(namespaceObject)];
  const placed = objects.map((object) => ({ manifest: { object }, namespace: 'default' }));
  const { targets } = relate([contributionOf('default', placed)], [], { kept: false, images: {} });
  const facts = targets['default'];
  const selecting = (direction: 'ingress' | 'egress'): string[][] =>
    pods.map(({ namespace, name }) => {
      const limits = textAt(facts?.['network_policies'], ['workloads', namespace, `Pod/${name}`]);
      const known = textAt(facts?.['network_policies'], ['known', namespace]);
      const names = namesIn(isMap(limits) ? limits['policies'] : []);
      const of = names.filter((policy) => isMap(known) && isMap(known[policy]) && known[policy][direction] === true);
      const word = isMap(limits) ? limits[direction] : 'none';
      return (word === 'yes') === of.length > 0 && word !== 'unknown'
        ? of
        : [`the fact ${direction} is ${String(word)}`];
    });
  const denied = (key: 'default_deny_ingress' | 'default_deny_egress'): string[] =>
    Object.entries(facts?.namespaces ?? {})
      .filter(([, fact]) => fact[key] === 'yes')
      .map(([name]) => name)
      .sort();
  const limits = policies.map((policy) => ({ namespace: namespaceOf(policy), ...limitsOf(specOf(policy)) }));
  const ends = endsOf(world);
  const verdicts = ends.flatMap((from) =>
    ends.flatMap((to) =>
      ports.map(({ number, protocol }) =>
        isAllowed(limits, { from, to, protocol, port: number, name: nameAt(to.ports, number, protocol) }) ? '1' : '0',
      ),
    ),
  );
  return {
    ingress: selecting('ingress'),
    egress: selecting('egress'),
    allowed: verdicts.join(''),
    deniedIngress: denied('default_deny_ingress'),
    deniedEgress: denied('default_deny_egress'),
  };
}

const source = { id: 'p.yaml', kind: 'plain', path: 'p.yaml', target: 'default', namespace: 'default' };

function findsMetadata(evaluator: Evaluator, object: KubernetesObject): boolean {
  const origin = { kind: 'plain', file: source.path, document: 0, item: [] } as const;
  const input = { ...source, pod_security_version: null, kubernetes_version: null };
  const { findings } = evaluator.evaluate({ source: source.id, object, origin }, input);
  return findings.some(
    ({ rule, message }) => rule === 'network-policy/metadata-reachable' && message.includes('169.254.169.254'),
  );
}

function textAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (isMap(here) && Object.hasOwn(here, key) ? here[key] : undefined), value);
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').sort() : [];
}

function specOf(policy: KubernetesObject): Readonly<Record<string, Json>> {
  const spec = at(policy, ['spec']);
  return isJsonMap(spec) ? spec : {};
}

function namespaceOf(policy: KubernetesObject): string {
  const name = at(policy, ['metadata', 'namespace']);
  return typeof name === 'string' ? name : 'default';
}

function endsOf({ pods, addresses, namespaces }: NetworkWorld): (End & { readonly ports: readonly NetworkPort[] })[] {
  const inside = pods.map(({ namespace, labels, address, ports }) => ({
    address,
    ports,
    pod: { namespace, labels, namespaceLabels: namespaces[namespace] ?? {} },
  }));
  return [...inside, ...addresses.map((address) => ({ address, ports: [], pod: null }))];
}

function nameAt(ports: readonly NetworkPort[], number: number, protocol: string): string | null {
  return ports.find((each) => each.number === number && each.protocol === protocol)?.name ?? null;
}

function objectOf({ namespace, name, labels }: NetworkWorld['pods'][number]): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec: { containers: [] } };
}

function namespaceObject(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** The NetworkPolicies of each file, in YAML or in the code blocks of Markdown. */
function policiesOf(folder: string): KubernetesObject[][] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /[.](?:ya?ml|md)$/.test(file),
  );
  return files
    .sort()
    .map((file) => textsIn(file, readFileSync(join(folder, file), 'utf8')).flatMap(objectsIn))
    .filter((policies) => policies.length > 0 && policies.length < 40);
}

function textsIn(file: string, text: string): string[] {
  if (!file.endsWith('.md')) return [text];
  return Array.from(text.matchAll(/^\s*```ya?ml\n(.*?)^\s*```/gms), ([, code = '']) => code);
}

function objectsIn(text: string): KubernetesObject[] {
  try {
    const documents = JSON.parse(JSON.stringify(loadAll(text))) as Json[];
    const items = documents.flatMap((each) =>
      at(each, ['kind']) === 'NetworkPolicyList' ? at(each, ['items']) : each,
    );
    return items.filter(
      (each): each is KubernetesObject =>
        isMap(each) && each['kind'] === 'NetworkPolicy' && groupOf(objectVersion(each)) === 'networking.k8s.io',
    );
  } catch {
    return [];
  }
}

function objectVersion({ apiVersion }: Readonly<Record<string, unknown>>): string {
  return typeof apiVersion === 'string' ? apiVersion : '';
}

function askCyclonus(worlds: readonly NetworkWorld[]): readonly Upstream[] {
  return withGoProgram('networkpolicy', (ask) => ask(jsonLines(worlds)).map((line) => JSON.parse(line) as Upstream));
}

export function networkLines(run: NetworkRun): string[] {
  const { generated, written, refused, verdicts, allowed, otherwiseAlone, different } = run;
  return [
    `NetworkPolicies: ${generated} generated worlds and ${written.worlds} around ${written.policies} policies of the fixtures, ${different.length} judged otherwise`,
    `    ${verdicts} connections, ${allowed} allowed; ${refused} worlds have a policy that is refused, and are not compared`,
    `    in ${otherwiseAlone} worlds, Cyclonus alone answers otherwise than with Kubernetes' own selectors of labels`,
    ...different
      .slice(0, 10)
      .flatMap(({ world, theirs, ours }) => [
        `    ${JSON.stringify(world)}`,
        `        upstream: ${theirs}`,
        `        Plimsoll: ${ours}`,
      ]),
  ];
}
