/** What a family answers of a cluster that a few objects make. */
import { load } from 'js-yaml';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { askedOf, contributionOf, type Placed } from '../../src/facts/contribution.ts';
import { isMap } from '../../src/foundation/json.ts';
import { relate } from '../../src/facts/relate.ts';

type Text = string;

export interface Cluster {
  /** Manifests, by the source that brings them. */
  readonly sources: Readonly<Record<Text, Text>>;
  /** Sources that were not rendered, and the words in their files. */
  readonly unseen?: Readonly<Record<Text, readonly Text[]>>;
  /** Objects that are one or the other, brought by the source `unsure`. */
  readonly unsure?: readonly [Text, Text];
}

/** The answers of a family, and where they come from. */
export function answersOf(family: string, { sources, unseen = {}, unsure }: Cluster): { is: unknown; from: unknown } {
  const asked = askedOf([family]);
  const brought = Object.entries(sources).map(([source, text]) => ({
    ...contributionOf('default', objectsIn(text).map(placed), asked),
    source,
  }));
  const opaque = Object.entries(unseen).map(([source, words]) => ({
    target: 'default',
    source,
    mentions: (word: Text) => words.some((each) => each.includes(word)),
  }));
  const hanging =
    unsure === undefined ? [] : [{ ...contributionOf('default', [either(...unsure)], asked), source: 'unsure' }];
  const { targets } = relate([...brought, ...hanging], opaque, { kept: false, images: {} }, asked, true);
  const facts: Readonly<Record<string, unknown>> = { ...targets['default'] };
  const { from } = facts;
  return { is: facts[family], from: isMap(from) ? from[family] : undefined };
}

function placed(object: KubernetesObject): Placed {
  return { manifest: { object }, namespace: 'default' };
}

function either(one: Text, other: Text): Placed {
  const [[object], [otherwise]] = [objectsIn(one), objectsIn(other)];
  if (object === undefined) throw new Error('no object');
  return { manifest: { object, otherwise: [{ on: [], object: otherwise ?? null }] }, namespace: 'default' };
}

export function objectsIn(text: Text): KubernetesObject[] {
  return text
    .split('---\n')
    .flatMap((each) => (each.trim() === '' ? [] : [JSON.parse(JSON.stringify(load(each))) as KubernetesObject]));
}
