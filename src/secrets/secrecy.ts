/** Collects what Secrets contain in the renders of both sides. */
import { isBuild } from '../sources/kustomize/build.ts';
import { isChart, isOfTemplate, valueLayers } from '../sources/helm/chart.ts';
import { posix } from 'node:path';
import { type Layer, layersOf } from '../sources/helm/values/layers.ts';
import { entriesOf } from '../sources/kustomize/entries.ts';
import { fieldsOf, isKustomization } from '../sources/kustomize/kustomization-file.ts';
import { type JsonObject } from '../model/json.ts';
import { type Manifest, type Rendering } from '../model/manifest.ts';
import { type HelmSource, type KustomizeSource, type Source } from '../model/source.ts';
import { secretTexts } from './places.ts';
import { secretReferences, type SecretReferences } from './chart-values.ts';
import { isCredential, leavesOf, type Leaf } from './credentials.ts';
import { commonWords } from './common-words.ts';
import { isSecret, textsOfSecret } from './secret-texts.ts';
import { type Knowledge, type Secrets, secretsKnown, secretsWithheld, type SecretValue } from './secrets.ts';
import { type Borders } from '../foundation/border.ts';
import { type Rule } from '../model/rule.ts';
import { type Side } from '../sources/side.ts';
import { treePath } from '../sources/helm/render/render.ts';

interface RulesKnown {
  readonly rules: readonly Rule[];
}

/** A side with its renderings, from which the content of Secrets is collected. */
export interface SideWithSecrets {
  readonly side: Pick<Side, 'texts'>;
  readonly renderings: readonly Rendering[];
}

/**
 * What Secrets contain in these renders, and the values of charts and files of generators that they are made of. If
 * this fails, nothing is quoted.
 */
export function secretsIn(
  seen: readonly SideWithSecrets[],
  { world, borders }: { readonly world: RulesKnown; readonly borders: Borders },
  earlier: Knowledge['earlier'] = new Map(),
): Promise<Secrets> {
  return borders.around(
    { stage: 'evaluate', subject: 'what Secrets hold' },
    () => secretsOf(seen, world, earlier),
    () => secretsWithheld,
  );
}

async function secretsOf(
  seen: readonly SideWithSecrets[],
  world: RulesKnown,
  earlier: Knowledge['earlier'],
): Promise<Secrets> {
  const texts = new Set<string>();
  const values: SecretValue[] = [];
  const wholes = new Set<string>();
  for (const each of seen) {
    const references = referencesOf(each.side);
    for (const rendering of each.renderings.filter(isLookedAt)) {
      const secretValues = manifestsIn(rendering).flatMap(({ object }) => textsOfSecret(object));
      for (const text of secretValues) texts.add(text);
      const { source } = rendering;
      for (const text of givenBySecrets(source)) texts.add(text);
      if (rendering.status === 'failed') for (const text of await writtenIn(source, each)) texts.add(text);
      const made = isChart(source) ? await valuesOf(source, rendering, secretValues, each, references) : [];
      for (const value of made) values.push(value);
      if (isBuild(source))
        for (const file of await generatorFiles(source, each)) {
          wholes.add(file);
          const read = await each.side.texts.of(file);
          if (read.ok) texts.add(read.text);
        }
    }
  }
  for (const { leaf } of values) texts.add(leaf.text);
  const objects = seen.flatMap(({ renderings }) => renderings.flatMap(manifestsIn)).map(({ object }) => object);
  const common = texts.size === 0 ? new Set<string>() : commonWords(objects, world.rules);
  return secretsKnown({ texts, values, wholes, earlier, common });
}

/** Of sources that are unchanged from base to head, only plain files are examined. */
function isLookedAt({ status, manifests }: Rendering): boolean {
  return status !== 'unchanged' || manifests.length > 0;
}

function manifestsIn({ manifests, supposed }: Rendering): Manifest[] {
  const all = [...manifests, ...(supposed?.possible ?? [])];
  const otherwise = all.flatMap(({ otherwise: others = [], ...manifest }) =>
    others.flatMap(({ object }) => (object === null ? [] : [{ ...manifest, object }])),
  );
  return [...all, ...otherwise];
}

/**
 * Values that a deployment takes from Secrets, whatever their names, and values of variables that look like
 * credentials.
 */
function givenBySecrets(source: Source): string[] {
  const variables = Object.entries(source.finishing?.substitute?.variables ?? {});
  const own = variables.flatMap(([name, text]) => (isCredential({ path: [name], text }) ? [text] : []));
  const given = valueLayers(source).flatMap((layer) =>
    layer.kind === 'inline' && layer.isSecret === true ? leavesOf(layer.value).map(({ text }) => text) : [],
  );
  return [...own, ...given];
}

/** Secrets in the files of a source that could not be rendered, because its problems may quote them. */
async function writtenIn({ reads }: Source, { side }: SideWithSecrets): Promise<string[]> {
  const read = await Promise.all(
    reads.filter((path) => /\.(?:ya?ml|json)$/i.test(path)).map((path) => side.texts.of(path)),
  );
  return read.flatMap((file) => (file.ok ? secretTexts(file.text) : []));
}

/** Reads templates once, as a chart is rendered with many value files. */
function referencesOf({
  texts,
}: SideWithSecrets['side']): (source: HelmSource, known: ReadonlySet<string>) => Promise<SecretReferences> {
  const read = new Map<string, Promise<SecretReferences>>();
  return async (source, known) => {
    const templates = [...source.files].filter(([name]) => /(?:^|\/)templates\//.test(name));
    const key = JSON.stringify([templates.map(([, path]) => path), [...known].sort()]);
    const references = read.get(key) ?? readAll(templates, known);
    read.set(key, references);
    return references;
  };

  async function readAll(templates: readonly (readonly [string, string])[], known: ReadonlySet<string>) {
    const all = new Map<string, string>();
    for (const [name, path] of templates) {
      const text = await texts.of(path);
      if (text.ok) all.set(name, text.text);
    }
    return secretReferences(all, known);
  }
}

/**
 * The values of a chart's Secrets: those that their templates use and that occur in the Secrets, or that look like
 * credentials. Where nothing was rendered, all that the templates of Secrets use.
 */
async function valuesOf(
  source: HelmSource,
  rendering: Rendering,
  secretValues: readonly string[],
  { side }: SideWithSecrets,
  references: ReturnType<typeof referencesOf>,
): Promise<SecretValue[]> {
  const layers = await layersOf(source, side.texts);
  const { hold, change } = await references(source, templatesOfSecrets(source, rendering));
  const isHeld = heldIn(secretValues);
  const failed = rendering.status === 'failed';
  const isSecretLeaf = (leaf: Leaf, under: Layer['under']): boolean => {
    if (isCredential(leaf)) return true;
    const path = [...under, ...leaf.path];
    return leaf.text !== '' && hold(path) && (failed || change(path) || isHeld(leaf.text));
  };
  const inLayers = layers.flatMap(({ file, document, at, under, value }) =>
    leavesOf(value)
      .filter((leaf) => isSecretLeaf(leaf, under))
      .map((leaf): SecretValue => ({ file, document, at, leaf })),
  );
  const flags = [...source.set, ...source.setString]
    .map((each) => flagLeaf(each))
    .filter((leaf) => isSecretLeaf(leaf, []));
  return [...inLayers, ...flags.map((leaf): SecretValue => ({ file: null, document: 0, at: [], leaf }))];
}

function flagLeaf(flag: string): Leaf {
  const [name = ''] = flag.split('=');
  return { path: name.split('.'), text: flag.slice(name.length + 1) };
}

function templatesOfSecrets(source: HelmSource, rendering: Rendering): Set<string> {
  const made = manifestsIn(rendering).filter(({ object }) => isSecret(object));
  const paths = new Set(made.flatMap(({ origin }) => (isOfTemplate(origin) ? [origin.template] : [])));
  return new Set([...source.files.keys()].filter((name) => paths.has(treePath(source, name))));
}

/** Whether a text occurs in what Secrets contain: as a whole, or as a part if it has at least three characters. */
function heldIn(secretValues: readonly string[]): (text: string) => boolean {
  const all = secretValues.join('\0');
  const wholes = new Set(secretValues.map((text) => text.trim()));
  return (text) => {
    if (text.length < 3) return wholes.has(text.trim());
    return (
      all.includes(text.trim()) || text.split('\n').some((line) => line.trim().length > 7 && all.includes(line.trim()))
    );
  };
}

/** The files that `secretGenerator` reads as a whole, in all kustomizations of a build. */
async function generatorFiles(source: KustomizeSource, { side }: SideWithSecrets): Promise<string[]> {
  const files = await Promise.all(
    source.reads.filter(isKustomization).map(async (path) => {
      const text = await side.texts.of(path);
      const fields = text.ok ? fieldsOf(text.text) : null;
      return fields === null ? [] : generatedFrom(fields).map((file) => posix.join(posix.dirname(path), file));
    }),
  );
  return files.flat();
}

function generatedFrom(fields: JsonObject): string[] {
  return entriesOf(fields)
    .filter(({ path: [field] }) => field === 'secretGenerator')
    .map(({ text }) => text);
}
