/** Computes the value layers of a HelmRelease from valuesFrom and values. */
import { canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { type DeploymentLayer } from '../deployment.ts';
import { type Field } from '../field.ts';
import { layerOf, mapLayer } from '../inline-values.ts';
import { layOver } from '../merge.ts';
import { type Repository } from '../repository.ts';
import { fluxValues, type Given } from './merge-values.ts';
import { NotSet } from './target-value.ts';
import { asSecret, referredBy, type Referred } from './values-from.ts';

/** The layers that a HelmRelease gives its chart: `valuesFrom` in their order, then `values`. */
export async function releasedValues(
  spec: Field,
  namespace: string | null,
  repository: Repository,
): Promise<DeploymentLayer[]> {
  const referred: Referred[] = [];
  for (const entry of spec.at('valuesFrom').items()) referred.push(await referredBy(entry, namespace, repository));
  const inline = mapLayer(spec.at('values'));
  if (referred.every(({ kind }) => kind === 'values')) return [...referred.flatMap(wholeLayers), ...inline];
  return withTargets(spec, referred, inline);
}

function wholeLayers(referred: Referred): readonly DeploymentLayer[] {
  return referred.kind === 'at' ? [] : referred.layers;
}

/** Stands for a text that is not known. */
const unseenText = '\u{F0000}unseen';

/** Layers, and the values that they give together. */
interface Laid {
  readonly layers: readonly DeploymentLayer[];
  readonly value: JsonObject;
}

/**
 * A `targetPath` may win over the inline values. Orders the layers so that Helm's merge of them gives the same values
 * as Flux.
 */
function withTargets(spec: Field, all: readonly Referred[], inline: readonly DeploymentLayer[]): DeploymentLayer[] {
  const own: Laid = { layers: inline, value: spec.at('values').map() ?? {} };
  const referred = all.filter((each) => isTaken(each));
  const merged = mergedOf(spec, referred, own.value);
  if (merged === null) return [...referred.flatMap(wholeLayers), ...inline];
  const laid = referred.map(laidBy);
  const isLast = (index: number): boolean =>
    referred[index]?.kind !== 'values' && isSame(layOver(merged, laid[index]?.value ?? {}), merged);
  const last = laid.filter((_, index) => isLast(index));
  const first = laid.filter((_, index) => !isLast(index));
  const whole = referred.flatMap((each, index) =>
    each.kind === 'at' && !isLast(index) ? [within(each, laid[index]?.value ?? {}, merged)] : [],
  );
  const orders = [
    [...laid, own],
    [...first, own, ...last],
    [...first, own, ...last, ...whole],
  ];
  const found = orders.find((order) =>
    isSame(
      order.reduce((below, { value }) => layOver(below, value), {}),
      merged,
    ),
  );
  return (found ?? [...laid, computed(spec, merged), ...last.filter(({ layers }) => layers.some(isUnknown))]).flatMap(
    ({ layers }) => [...layers],
  );
}

function isUnknown({ kind }: DeploymentLayer): boolean {
  return kind === 'unknown';
}

function isSame(one: JsonObject, other: JsonObject): boolean {
  return canonical(one) === canonical(other);
}

/** Whether Helm accepts the path and its text; a refusal is noted. */
function isTaken(referred: Referred): boolean {
  if (referred.kind !== 'at') return true;
  return mergedOf(referred.entry, [referred], {}) !== null;
}

/** Null where Flux fails, which is noted at the field. */
function mergedOf(field: Field, referred: readonly Referred[], inline: JsonObject): JsonObject | null {
  try {
    return fluxValues(referred.map(givenBy), inline);
  } catch (thrown) {
    if (!(thrown instanceof NotSet)) throw thrown;
    field.problem('deployment-invalid', `targetPath: Helm refuses it (${thrown.message}).`);
    return null;
  }
}

function givenBy(referred: Referred): Given {
  switch (referred.kind) {
    case 'values':
      return referred;
    case 'at':
      return referred;
    case 'unseen-at':
      return { kind: 'at', path: referred.path, text: unseenText };
  }
}

function laidBy(referred: Referred): Laid {
  if (referred.kind === 'values') return referred;
  const value = fluxValues([givenBy(referred)], {});
  return referred.kind === 'at' ? { layers: layersAt(referred, value), value } : { layers: referred.layers, value };
}

type At = Extract<Referred, { readonly kind: 'at' }>;

function layersAt({ entry, data }: At, value: JsonObject): DeploymentLayer[] {
  const layers = layerOf(data, value);
  return entry.at('kind').text() === 'Secret' ? layers.map(asSecret) : layers;
}

/** What an entry sets inside a list, together with the rest of the list. */
function within(referred: At, value: JsonObject, merged: JsonObject): Laid {
  const keys = Object.keys(value).filter((key) => Object.hasOwn(merged, key));
  const parts = withoutUnseen(Object.fromEntries(keys.map((key) => [key, merged[key] ?? null])));
  return { layers: layersAt(referred, parts), value: parts };
}

function computed(spec: Field, merged: JsonObject): Laid {
  const value = withoutUnseen(merged);
  const field = spec.at('values').isThere ? spec.at('values') : spec.at('valuesFrom');
  return { layers: layerOf(field, value), value };
}

function withoutUnseen(values: JsonObject): JsonObject {
  const entries = Object.entries(values).filter(([, value]) => value !== unseenText);
  return Object.fromEntries(entries.map(([key, value]) => [key, shown(value)]));
}

function shown(value: Json): Json {
  if (value === unseenText) return null;
  if (isJsonList(value)) return value.map(shown);
  return isJsonMap(value) ? withoutUnseen(value) : value;
}
