/** Lists the layers that make up a chart's values, and where each is written. */
import { posix } from 'node:path';
import { isJsonMap, isMap, list } from '../../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type HelmSource, type SetAt, type ValueLayer } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { isEncrypted } from '../../unknown/partly-known.ts';

/** One map of values as it is written, and the path of its root in the values of the whole chart. */
export interface Layer {
  readonly file: string;
  /** 0-based. */
  readonly document: number;
  /** Path of the map in that document, or of the text block that holds it. */
  readonly at: Path;
  /** `[]` for what is given to the chart, `['redis']` for the defaults of its subchart of that name or alias. */
  readonly under: Path;
  readonly value: JsonObject;
  /** The index in the source's own layers; null for the values.yaml of a chart or subchart. */
  readonly given: number | null;
  /** For a single value that the deployment sets by name at `at`; absent for a map. */
  readonly by?: SetAt;
  /**
   * True for values of a Secret, values that SOPS encrypted, and values with numbers that cannot be written back
   * exactly. Such a layer is never changed or shown.
   */
  readonly opaque: boolean;
}

/**
 * All layers of a chart's values in Helm's order: defaults of subcharts (innermost first), the chart's own values, then
 * the given ones. Later ones win. The values of a packed subchart have no line and are left out: they cannot hide a
 * later layer, and where they win, changing the other layers has no effect.
 */
export async function layersOf(source: HelmSource, texts: Texts): Promise<Layer[]> {
  const defaults = await chartLayers(source, texts, '', []);
  const given = await Promise.all(source.layers.map(async (layer, index) => givenLayers(layer, index, texts)));
  return [...defaults, ...given.flat()];
}

/** The same, followed by the values that are set by name, each as its own layer. */
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

/** Maximum nesting of subcharts. */
const deepest = 6;

/** `folder`: the chart's folder inside the rendered chart: empty, or `charts/redis/`. */
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

/** The subcharts of a chart by the names of their values: each alias, else the chart's name. */
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
