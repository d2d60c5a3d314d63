/** Sets up the search for the places of findings. */
import { type Lines } from '../../model/problem.ts';
import { laidOverBy } from '../../sources/kustomize/locate/laid-over.ts';
import { isChart, templatesAmong } from '../../sources/helm/chart.ts';
import { groupBy } from '../../foundation/groups.ts';
import { withIncluded } from '../../sources/helm/values/templates.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { at, canonical } from '../../foundation/json.ts';
import { type Locator, locatorOf } from '../../sources/locate/locate.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Compared } from '../../model/finding.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type CommonMetadata, type MadeNamespace, type Source, type Substitution } from '../../model/source.ts';
import { isNamespaceOf } from '../../sources/render/finish.ts';
import { type Setting } from '../open/setting.ts';
import { type Tracer, tracerOf } from '../../sources/helm/trace/trace.ts';

/** Locates findings. Those that only an upgrade renders are traced in an upgrade. */
export function locatorIn(
  inspected: InspectedSide,
  tracer: Tracer,
  findings: readonly Pick<Compared, 'manifest'>[],
  setting: Setting,
): Locator {
  const plainly = locatorFor(inspected, tracer, templatesBySource(findings));
  const upgraded = findings.filter(({ manifest }) => manifest.when !== undefined);
  if (upgraded.length === 0) return plainly;
  const wanted = templatesBySource(upgraded);
  const inThese = new Map(findings.map(({ manifest: { source } }) => [source, wanted.get(source) ?? []]));
  const inUpgrade = locatorFor(inspected, tracerOf(inspected, setting, wanted, 'upgrade'), inThese);
  return (manifest, path) => (manifest.when === undefined ? plainly : inUpgrade)(manifest, path);
}

/** Maximum number of sources in which a review traces the template lines of existing findings. */
const mostStandingTraced = 8;

/**
 * The findings whose template lines a review traces: all that are new or worsened, and existing ones in some sources. A
 * chart with sixty value files is not rendered sixty more times for findings that did not change.
 */
export function tracedIn(findings: readonly Compared[]): Compared[] {
  const bySource = [...groupBy(findings, ({ manifest }) => manifest.source).values()];
  const hasNews = bySource.filter((some) => some.some(isNews));
  const whole = [...hasNews, ...bySource.filter((some) => !some.some(isNews))].slice(0, mostStandingTraced);
  return [...whole.flat(), ...hasNews.slice(mostStandingTraced).flatMap((some) => some.filter(isNews))];
}

function isNews({ status }: Compared): boolean {
  return status === 'new' || status === 'worsened';
}

/** The templates of findings, by the ids of their sources. */
export function templatesBySource(findings: readonly Pick<Compared, 'manifest'>[]): Map<string, string[]> {
  const names = groupBy(findings, ({ manifest }) => manifest.source);
  return new Map([...names].map(([source, mine]) => [source, templatesAmong(mine.map(({ manifest }) => manifest))]));
}

/**
 * @param wanted the templates whose lines may be traced, by the ids of sources; empty for one: all of its templates.
 */
function locatorFor(
  { side, renderings, unchanged }: InspectedSide,
  tracer: Tracer,
  wanted: ReadonlyMap<string, readonly string[]>,
): Locator {
  const sources = new Map([...renderings, ...unchanged].map(({ source }) => [source.id, source]));
  const tracedIn = onceEach(async (id: string): Promise<ReadonlySet<string> | null> => {
    const [source, names = []] = [sources.get(id), wanted.get(id)];
    return source !== undefined && isChart(source) && names.length > 0
      ? new Set(await withIncluded(names, source, side.texts))
      : null;
  });
  return locatorOf({
    texts: side.texts,
    isTraced: async (id, template) => wanted.has(id) && (await tracedIn(id))?.has(template) !== false,
    templateLines: async (id, template) => {
      const source = sources.get(id);
      return source === undefined
        ? null
        : ((await tracer(source, { names: [template], begin: false }))?.lines.get(template) ?? null);
    },
    finishedBy: (manifest, path) => finishedBy(sources.get(manifest.source), manifest, path),
    laidOver: (id) => laidOverBy(sources.get(id), side.texts),
  });
}

function finishedBy(
  source: Source | undefined,
  { object, rendered }: Manifest,
  path: Path,
): Lines | MadeNamespace | null {
  if (source === undefined || source.finishing === null || rendered === undefined) return null;
  const { substitute, commonMetadata, namespaces } = source.finishing;
  const isOurs = isChanged(rendered, object, path);
  const writes = (metadata: CommonMetadata): boolean => {
    const value = at({ metadata: { ...metadata } }, path);
    return isOurs ? value !== undefined : typeof value === 'string';
  };
  const writing = namespaces.findLast(({ name, metadata }) => isNamespaceOf(object, name) && writes(metadata));
  if (writing !== undefined) return writing;
  const isCommon = commonMetadata !== null && writes(commonMetadata);
  const isOwn = substitute !== null && hasOwnDefault(at(rendered, path), substitute);
  return isCommon || (isOurs && !isOwn) ? (source.deployment?.place ?? null) : null;
}

/** Whether the finishing of the deployment set the field to another value. A field that it removed stays where it was. */
function isChanged(before: Json, after: Json, path: Path): boolean {
  const [old, now] = [at(before, path), at(after, path)];
  return now !== undefined && (old === undefined || canonical(old) !== canonical(now));
}

/** Whether all variables in a text are unset: their result is then written in the text itself. */
function hasOwnDefault(text: Json | undefined, { variables }: Substitution): boolean {
  if (typeof text !== 'string') return false;
  const names = [...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
  return names.length > 0 && !names.some((name) => Object.hasOwn(variables, name));
}
