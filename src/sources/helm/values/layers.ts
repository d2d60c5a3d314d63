import { posix } from 'node:path';
import { isJsonMap, isMap, list } from '../../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type HelmSource, type SetAt, type ValueLayer } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { isEncrypted } from '../../unknown/partly-known.ts';

/** One map of values as somebody wrote it, and where in the values of the whole chart its root stands. */
export interface Layer {
  readonly file: string;
  /** 0-based. */
  readonly document: number;
  /** Leads to the map in that document, or to the text block that holds it. */
  readonly at: Path;
  /** `[]` for what is given to the chart, `['redis']` for the defaults of its subchart of that name or alias. */
  readonly under: Path;
  readonly value: JsonObject;
  /** The index among the source's own layers; null for the values.yaml of a chart or subchart. */
  readonly given: number | null;
  /** Where it stands for one value that the deployment sets by name, at `at`; absent for a map. */
  readonly by?: SetAt;
  /** Of a Secret, of what SOPS encrypted, or with numbers that can't be written back: it is known what it sets, and never changed nor shown. */
  readonly opaque: boolean;
}

/**
 * All layers that feed a chart's values, in Helm's order: defaults of subcharts, the innermost first, then the chart's
 * own, then what it is given. Later ones win. What stands in a packed subchart has no line, and is left out: it can't
 * hide a later layer, and where it is hidden by none, changing the others shows nothing.
 */
export async function layersOf(source: HelmSource, texts: Texts): Promise<Layer[]> {
  const defaults = await chartLayers(source, texts, '', []);
  const given = await Promise.all(source.layers.map(async (layer, index) => givenLayers(layer, index, texts)));
  return [...defaults, ...given.flat()];
}

/** The same, and what is laid over them by name, each a layer of its own. */
export async function layersAndSets(source: HelmSource, texts: Texts): Promise<Layer[]> {
  const sets = (source.setAt ?? []).map((by): Layer => {
    const { file, document, path } = by;
    return { file, document, at: path, under: [], value: {}, given: null, by, opaque: isText(by.value, 'ENC[') };
  });
  return [...(await layersOf(source, texts)), ...sets];
}

function isText(value: Json, start: string): boolean {
  return typeof value === 'string' && value.startsWith(start);
}

async function givenLayers(layer: ValueLayer, index: number, texts: Texts): Promise<Layer[]> {
  if (layer.kind === 'unknown') return [];
  if (layer.kind === 'file') return fileLayers(layer.file, [], index, texts);
  const { file, document, path, value } = layer;
  const opaque = layer.isSecret === true || isEncrypted(value);
  return [{ file, document, at: path, under: [], value, given: index, opaque }];
}

/** Helm merges the documents of a value file, so each is a layer. */
async function fileLayers(file: string, under: Path, given: number | null, texts: Texts): Promise<Layer[]> {
  const { documents } = (await texts.yaml(file)) ?? { documents: [] };
  const maps = documents.flatMap(({ index, value }) => (isJsonMap(value) ? [{ index, value }] : []));
  const opaque = documents.some(({ rounded }) => rounded.length > 0) || maps.some(({ value }) => isEncrypted(value));
  return maps.map(({ index, value }) => ({ file, document: index, at: [], under, value, given, opaque }));
}

/** The deepest that subcharts may lie in each other. */
const deepest = 6;

/** `folder` is the chart's, inside the rendered one: empty, or `charts/redis/`. */
async function chartLayers(source: HelmSource, texts: Texts, folder: string, under: Path): Promise<Layer[]> {
  const own = source.files.get(`${folder}values.yaml`);
  const layers = own === undefined ? [] : await fileLayers(own, under, null, texts);
  if (under.length >= deepest) return layers;
  const inner: Layer[] = [];
  for (const { folder: below, name } of await subcharts(source, texts, folder)) {
    inner.push(...(await chartLayers(source, texts, below, [...under, name])));
  }
  return [...inner, ...layers];
}

/** The subcharts of a chart by the names that their values go by: each alias, else the chart's name. */
async function subcharts(
  source: HelmSource,
  texts: Texts,
  folder: string,
): Promise<{ readonly folder: string; readonly name: string }[]> {
  const declared = [
    ...list((await mapIn(source, texts, `${folder}Chart.yaml`))?.['dependencies']),
    ...list((await mapIn(source, texts, `${folder}requirements.yaml`))?.['dependencies']),
  ].filter(isMap);
  const found: { folder: string; name: string }[] = [];
  for (const path of source.files.keys()) {
    const below = subchartFolder(path, folder);
    if (below === null) continue;
    const name = (await mapIn(source, texts, path))?.['name'];
    if (typeof name !== 'string') continue;
    const aliases = declared.filter((each) => each['name'] === name).map((each) => each['alias']);
    for (const alias of aliases.length === 0 ? [name] : aliases) {
      found.push({ folder: below, name: typeof alias === 'string' && alias !== '' ? alias : name });
    }
  }
  return found;
}

/** `charts/redis/` for `charts/redis/Chart.yaml`; null for all other paths. */
function subchartFolder(path: string, folder: string): string | null {
  if (!path.startsWith(`${folder}charts/`) || posix.basename(path) !== 'Chart.yaml') return null;
  const below = posix.dirname(path);
  return below.slice(`${folder}charts/`.length).includes('/') ? null : `${below}/`;
}

async function mapIn(source: HelmSource, texts: Texts, path: string): Promise<JsonObject | null> {
  const file = source.files.get(path);
  const read = file === undefined ? null : await texts.yaml(file);
  const value = read?.documents[0]?.value;
  return isJsonMap(value) ? value : null;
}
