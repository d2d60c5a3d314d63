/** Renders a source again with other values for those that are unknown, to find what depends on them. */
import { type Lines } from '../../model/problem.ts';
import { alternatives, type Other } from './alternatives.ts';
import { distinctBy, groupBy } from '../../foundation/groups.ts';
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { at, replaced } from '../../foundation/json.ts';
import { layersOf } from '../helm/values/layers.ts';
import { settingOf } from '../helm/values/settings.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type HelmSource, type PartlyKnown, type Source, type Unknown, type UnknownLeaf } from '../../model/source.ts';
import { encryptedValues } from './partly-known.ts';
import { keysOf } from '../deployments/flux/target-path.ts';
import { supposed, setArgument } from './supposed-values.ts';
import { isWanting } from '../helm/render/defaults.ts';
import { withFilledLater } from './filled-later.ts';
import { type Texts } from '../../snapshot/texts.ts';

export interface Renderer {
  /** Renders a source without what its deployment changes in the objects afterwards. */
  readonly make: (source: Source) => Promise<Rendering>;
  /** Applies these changes. `supposed` replaces unknown variables; null leaves them. */
  readonly finish: (made: Rendering, supposed: string | null) => Promise<Rendering>;
}

/**
 * Renders a source, and again with other values for those that are unknown: objects that differ depend on them. A
 * source that only renders with some value there is rendered with one.
 */
export async function supposing(source: Source, renderer: Renderer, texts: Texts, pods: PodKinds): Promise<Rendering> {
  const groups = source.kind === 'helm' ? await groupsOf(source, texts) : [];
  const made = await madeOf(source, groups, renderer);
  const whole = await renderer.finish(made, null);
  if (whole.status !== 'rendered') return whole;
  const byValues = made.source.kind === 'helm' ? await othersByValues(made, made.source, groups, renderer) : [];
  const byVariables = await othersByVariables(made, whole, renderer);
  const others = [...byValues, ...byVariables];
  const known = others.length === 0 ? whole : withOthers(whole, others, placesOf(groups, whole.source));
  return byVariables.length === 0 ? withFilledLater(known, texts, pods) : known;
}

/** The plain render; where it fails, the first render under a supposition that succeeds. */
async function madeOf(source: Source, groups: readonly Group[], { make }: Renderer): Promise<Rendering> {
  const made = await make(source);
  if (source.kind !== 'helm' || groups.length === 0 || !isWanting(made)) return made;
  for (const round of rounds) {
    const given = await make(supposedSource(source, groups, round));
    if (given.status === 'rendered') return given;
  }
  return made;
}

function withOthers(whole: Rendering, others: readonly Other[], places: ReadonlyMap<string, Lines>): Rendering {
  const tried = distinctBy(
    others.flatMap(({ on }) => on),
    unknownKey,
  );
  const found = tried.flatMap((one) => {
    const place = places.get(unknownKey(one));
    return place === undefined ? [] : [{ ...one, place }];
  });
  const { manifests, possible } = alternatives(whole.manifests, others);
  return { ...whole, manifests, supposed: { found, tried, possible } };
}

export function unknownKey({ what, why }: Unknown): string {
  return JSON.stringify([what, why]);
}

/** The places of the unknowns that the deployment does not name. */
function placesOf(groups: readonly Group[], { deployment }: Source): ReadonlyMap<string, Lines> {
  const places = groups.flatMap(({ of, file }): [string, Lines][] =>
    file === null ? [] : [[unknownKey(of), { kind: 'lines', file, first: 1, last: 1 }]],
  );
  return new Map([...places, ...(deployment === null ? [] : [[unknownKey(unfollowed), deployment.place] as const])]);
}

/** The values of a chart that depend on the same unknown. */
interface Group {
  readonly of: Unknown;
  /** The file that contains the unknown; null where the deployment names it. */
  readonly file: string | null;
  /** By index in the source's layers. */
  readonly layers: ReadonlyMap<number, PartlyKnown>;
  /** Names, in Helm's syntax. */
  readonly set: readonly string[];
  /** The chart's value at a path, used where the type of an unknown value is not known. */
  readonly defaults: (path: Path) => Json | undefined;
}

async function groupsOf(source: HelmSource, texts: Texts): Promise<Group[]> {
  const layers = await Promise.all(
    source.layers.map(async (layer, index) => {
      if (layer.kind === 'inline') return [];
      if (layer.kind === 'unknown')
        return layer.leaves.length === 0 ? [] : [{ of: layer.of, file: null, index, known: layer }];
      const text = await texts.of(layer.file);
      const known = text.ok ? encryptedValues(text.text) : null;
      if (known === null || known.leaves.length === 0) return [];
      const { file } = layer;
      return [{ of: { what: 'values', why: `SOPS has encrypted values of ${file}.` }, file, index, known }];
    }),
  );
  const all = layers.flat();
  if (all.length === 0 && source.setUnknown.length === 0) return [];
  const written = await layersOf(source, texts);
  const defaults = (path: Path): Json | undefined => settingOf(written, path)?.value;
  const bySet = groupBy(source.setUnknown, ({ of }) => unknownKey(of));
  const byLayer = groupBy(all, ({ of }) => unknownKey(of));
  const unknowns = new Map([...all, ...source.setUnknown].map(({ of }) => [unknownKey(of), of]));
  return [...unknowns].map(([key, of]) => ({
    of,
    file: byLayer.get(key)?.[0].file ?? null,
    layers: new Map((byLayer.get(key) ?? []).map(({ index, known }) => [index, known])),
    set: (bySet.get(key) ?? []).map(({ name }) => name),
    defaults,
  }));
}

/** Each unknown value is supposed to be one value, then another. */
const rounds = [0, 1] as const;
type Round = (typeof rounds)[number];

function supposedSource(source: HelmSource, groups: readonly Group[], round: Round): HelmSource {
  const layers = source.layers.map((layer, index): HelmSource['layers'][number] => {
    const group = groups.find((each) => each.layers.has(index));
    const known = group?.layers.get(index);
    if (group === undefined || known === undefined) return layer;
    const value = known.leaves.reduce<Json>(
      (values, leaf) => replaced(values, leaf.path, supposed(standing(leaf, known, group), round)),
      known.value,
    );
    return {
      kind: 'unknown',
      file: layer.file,
      of: group.of,
      value: value as PartlyKnown['value'],
      leaves: known.leaves,
    };
  });
  const set = groups.flatMap(({ set: names, defaults }) =>
    names.map((name) => setArgument(name, supposed(defaults(keysOf(name) ?? []), round))),
  );
  return { ...source, layers, set: [...source.set, ...set] };
}

/** The value from which the supposition must differ: the stand-in, else the chart's value. */
function standing({ path, type }: UnknownLeaf, { value }: PartlyKnown, { defaults }: Group): Json | undefined {
  return type === null ? defaults(path) : at(value, path);
}

/** Above this number of unknowns, they are only supposed all together. */
const mostApart = 6;

async function othersByValues(
  made: Rendering,
  source: HelmSource,
  groups: readonly Group[],
  renderer: Renderer,
): Promise<Other[]> {
  if (groups.length === 0) return [];
  const supposing = async (some: readonly Group[]): Promise<Other[]> => othersOf(made, source, some, renderer);
  const together = await supposing(groups);
  if (groups.length === 1 || groups.length > mostApart) return together;
  const apart = await Promise.all(groups.map((group) => supposing([group])));
  return [...together, ...apart.flat()];
}

/**
 * Renders that fail, or that have more problems, are ignored. Schema validation is skipped, since supposed values need
 * not be valid.
 */
async function othersOf(
  made: Rendering,
  source: HelmSource,
  groups: readonly Group[],
  { make, finish }: Renderer,
): Promise<Other[]> {
  const others = await Promise.all(
    rounds.map(async (round): Promise<Other[]> => {
      const other = await make({ ...supposedSource(source, groups, round), skipSchemaValidation: true });
      if (other.problems.length > made.problems.length) return [];
      const { status, manifests } = await finish(other, null);
      return status === 'rendered' ? [{ on: groups.map(({ of }) => of), manifests }] : [];
    }),
  );
  return others.flat();
}

/** A text, and a text that becomes a boolean. */
const variables = ['unknown', 'true'];

async function othersByVariables(made: Rendering, whole: Rendering, { finish }: Renderer): Promise<Other[]> {
  const { source } = whole;
  const substitute = source.finishing?.substitute ?? null;
  if (substitute === null || !whole.manifests.some(({ object }) => holdsVariable(object))) return [];
  const named = (source.deployment?.unknown ?? []).filter(({ what }) => what === 'variables');
  const on = named.length === 0 ? [unfollowed] : named;
  return Promise.all(variables.map(async (text) => ({ on, manifests: (await finish(made, text)).manifests })));
}

const unfollowed: Unknown = { what: 'variables', why: "Functions on Flux's variables are not evaluated." };

function holdsVariable(object: Json): boolean {
  return /\$\{[A-Za-z_]/.test(JSON.stringify(object));
}
