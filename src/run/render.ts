/** Runs `plimsoll render`: renders sources and masks the values of Secrets. */
import { atItsDefaults, isOfTemplate } from '../sources/helm/chart.ts';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { kustomizationAt } from '../sources/discover/discover.ts';
import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Locator, locatorOf } from '../sources/locate/locate.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type Manifest, type Rendering } from '../model/manifest.ts';
import { type ObjectName } from '../model/object-name.ts';
import { type Problem } from '../model/problem.ts';
import { type Source } from '../model/source.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import { type AuditOptions } from './options.ts';
import { type ShownLine } from '../sources/locate/shown-line.ts';
import { tracedLines } from './shown-lines.ts';
import { yamlText } from '../yaml/text.ts';
import { secretsIn } from '../secrets/secrecy.ts';
import { isSecret, LAST_APPLIED } from '../secrets/secret-texts.ts';
import { withoutSecretsIn } from '../secrets/masked-report.ts';
import { type Secrets } from '../secrets/secrets.ts';
import { flagsInTree } from './open/chart-flags.ts';
import { requireChart } from './open/require-chart.ts';
import { settle } from './open/setting.ts';
import { countRenders } from './look/counting.ts';
import { renderSide } from './look/render-side.ts';
import { onlyRoot } from '../policy/trusted-config.ts';
import { openSide, prepareEngines } from './look/side.ts';
import { type Side } from '../sources/side.ts';
import { tracerOf } from '../sources/helm/trace/trace.ts';
import { auditedTree } from './open/trees.ts';
import { type Texts } from '../snapshot/texts.ts';
import { type World } from './open/world.ts';

/** A rendered object. `lines` is empty unless origins were requested. */
export interface ShownObject {
  readonly source: string;
  readonly object: ObjectName;
  /** As it would be applied, with values of Secrets masked unless they were requested. */
  readonly manifest: JsonObject;
  readonly lines: readonly ShownLine[];
}

export interface ShowOptions extends Omit<AuditOptions, 'paths'> {
  readonly source: string | null;
  readonly origins: boolean;
  readonly showSecrets: boolean;
}

/** Renders sources, without evaluating anything. */
export async function show(
  options: ShowOptions,
  world: World,
): Promise<{
  readonly shown: readonly ShownObject[];
  readonly problems: readonly Problem[];
  readonly sources: number;
}> {
  const path = options.source === null ? undefined : pathOf(options.source, options.directory);
  const { tree, repository, asked, wanted } = await auditedTree({
    directory: options.directory,
    paths: path === undefined ? [] : [path],
  });
  prepareEngines([...tree.files.keys()].filter(wanted), world);
  const setting = await settle({ ...options, failOn: null, allowEmpty: true }, onlyRoot(tree), world);
  const chart = flagsInTree(options.chart, tree, { root: repository, directory: options.directory });
  const opened = await openSide(tree, setting, chart);
  const sources = await chosen(
    opened,
    options.source?.slice(path?.length) ?? null,
    asked[0] ?? '',
    wanted,
    options.chart !== null,
  );
  if (options.chart !== null)
    requireChart(
      sources,
      opened.problems.filter(({ subject }) => wanted(subject)),
    );
  const counted = { ...setting, count: countRenders(world.progress) };
  const { side, renderings } = await renderSide(opened, sources, counted);
  const traced = tracerOf({ side, renderings }, setting);
  const locate = locatorOf({
    texts: side.texts,
    isTraced: () => Promise.resolve(false),
    templateLines: () => Promise.resolve(null),
    finishedBy: () => null,
    laidOver: () => null,
  });
  const secrets = options.showSecrets ? nothingSecret : await secretsIn([{ side, renderings }], setting);
  const shown: ShownObject[] = [];
  for (const rendering of renderings) {
    const trace = options.origins ? await traced(rendering.source) : null;
    for (const manifest of rendering.manifests)
      shown.push(
        await shownOf(manifest, options, trace?.lines ?? new Map(), locate, masking(side.texts, secrets), secrets),
      );
  }
  return {
    shown,
    problems: [
      ...side.problems.filter(({ subject }) => wanted(subject)),
      ...renderings.flatMap(({ problems }: Rendering) => problems),
      ...setting.borders.problems(),
    ].map((problem) => withoutSecretsIn(problem, secrets)),
    sources: sources.length,
  };
}

/**
 * The path at the beginning of a source id, before its value files or the name of its deployment. A path may contain
 * `@` itself.
 */
function pathOf(source: string, directory: string): string {
  const [path = ''] = source.split('#');
  const name = path.lastIndexOf('@');
  return name === -1 || existsSync(resolve(directory, path)) ? path : path.slice(0, name);
}

/**
 * The sources that the argument SOURCE names: a source by its id; a chart, with its defaults unless flags give values;
 * a kustomization, even if others build on it; otherwise everything in a folder.
 */
async function chosen(
  side: Side,
  rest: string | null,
  asked: string,
  wanted: (path: string) => boolean,
  isToldHow: boolean,
): Promise<Source[]> {
  const below = side.sources.filter(({ path }) => wanted(path));
  if (rest === null) return below;
  const folder = asked === '' ? '.' : asked;
  const named = below.filter(({ id, path }) => path === folder && (id === `${folder}${rest}` || rest === ''));
  if (named.length > 0)
    return named.slice(0, 1).map((source) => (rest === '' && !isToldHow ? atItsDefaults(source) : source));
  const build = await kustomizationAt(side.tree, side.texts, folder);
  return build === null ? below : [build];
}

async function shownOf(
  manifest: Manifest,
  options: ShowOptions,
  traced: Parameters<typeof tracedLines>[1],
  locate: Locator,
  texts: Parameters<typeof tracedLines>[3],
  secrets: Secrets,
): Promise<ShownObject> {
  const object = objectName(manifest.object);
  const hidden = options.showSecrets ? manifest.object : withoutSecrets(manifest.object);
  const isHidden = hidden !== manifest.object;
  const masked = maskedTexts(hidden, secrets);
  if (!options.origins) return { source: manifest.source, object, manifest: masked, lines: [] };
  const lines = isHidden
    ? linesOf(masked)
    : await tracedLines(withoutSecretText(manifest, secrets), traced, locate, texts);
  return { source: manifest.source, object, manifest: masked, lines: lines.map((line) => maskedLine(line, secrets)) };
}

const nothingSecret: Secrets = {
  text: (text) => text,
  failure: (message) => message,
  file: (_, text) => text,
  ranges: () => [],
};

function masking(texts: Texts, secrets: Secrets): Texts {
  return {
    ...texts,
    of: async (path) => {
      const text = await texts.of(path);
      return text.ok ? { ok: true, text: secrets.file(path, text.text) } : text;
    },
  };
}

/**
 * Masks the text of a manifest too: a template may render a List with a Secret in it, and all its items share one text.
 */
function withoutSecretText(manifest: Manifest, secrets: Secrets): Manifest {
  const { origin } = manifest;
  if (isOfTemplate(origin)) return { ...manifest, origin: { ...origin, text: secrets.file('', origin.text) } };
  const object = maskedTexts(manifest.object, secrets);
  return { ...manifest, object: { ...manifest.object, ...object } };
}

function maskedTexts(object: JsonObject, { text }: Secrets): JsonObject {
  const masked = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (isJsonList(value)) return value.map(masked);
    return isJsonMap(value) ? maskedMap(value) : value;
  };
  const maskedMap = (map: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(map).map(([key, member]) => [key, masked(member)]));
  return maskedMap(object);
}

function maskedLine(line: ShownLine, { text }: Secrets): ShownLine {
  return { ...line, text: text(line.text) };
}

function linesOf(value: Json): ShownLine[] {
  return yamlText(value)
    .trimEnd()
    .split('\n')
    .map((text) => ({ text, file: null, line: null }));
}

/** Replaces values of Secrets. */
const hiddenValue = '***';

function withoutSecrets(object: JsonObject): JsonObject {
  if (!isSecret(object)) return object;
  const hide = (value: Json | undefined): Json =>
    isJsonMap(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, hiddenValue])) : hiddenValue;
  const fields = ['data', 'stringData']
    .filter((field) => Object.hasOwn(object, field))
    .map((field): [string, Json] => [field, hide(object[field])]);
  const { metadata } = object;
  const annotations = isJsonMap(metadata) ? metadata['annotations'] : undefined;
  const isApplied = isJsonMap(metadata) && isJsonMap(annotations) && Object.hasOwn(annotations, LAST_APPLIED);
  const hidden = isApplied
    ? { metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: hiddenValue } } }
    : {};
  return fields.length === 0 && !isApplied ? object : { ...object, ...hidden, ...Object.fromEntries(fields) };
}
