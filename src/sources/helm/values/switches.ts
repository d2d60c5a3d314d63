/** Finds the switch in the values that keeps a template from printing a missing field. */
import { isOfTemplate } from '../chart.ts';
import { distinctBy, groupBy } from '../../../foundation/groups.ts';
import { at, canonical, isJsonMap } from '../../../foundation/json.ts';
import { podFieldOf } from '../../../foundation/kubernetes/inherited.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type HelmSource } from '../../../model/source.ts';
import { type ValuesOrigin } from '../../../model/suggestion.ts';
import { type Switch } from '../../candidates/candidate-context.ts';
import { rendered } from './experiment.ts';
import { type Guard, GuardsSeen } from './guards.ts';
import { type Layer, layersAndSets } from './layers.ts';
import { type ChartField, type OriginContext } from './origins.ts';
import { sameObject, samePath } from './same-field.ts';
import { type ValueSetting, settingOf, settingsUnder } from './settings.ts';
import { withIncluded } from './templates.ts';
import { wanted } from './wanted.ts';
import { originOf } from './written.ts';

/** A value that switches a missing field on, and where it is written. */
export interface FoundSwitch {
  readonly origin: ValuesOrigin;
  readonly switch: Switch;
}

/** What was found in other renders of the chart. */
export interface SwitchMemory {
  readonly guards: GuardsSeen;
  /** Whether a switch prevented a finding, by `outcomeKey`. */
  readonly outcomes: Map<string, boolean>;
  /** By value: the number of renders in which it prevented something, and in which it prevented nothing. */
  readonly tried: Map<string, { prevented: number; failed: number }>;
}

export function newSwitchMemory(): SwitchMemory {
  return { guards: new GuardsSeen(), outcomes: new Map(), tried: new Map() };
}

/** A switch to turn on, and the fields that it may bring. */
interface Try<F> {
  readonly setting: ValueSetting;
  readonly value: Json;
  readonly fields: readonly { readonly field: F; readonly guard: Guard }[];
}

/** Maximum number of switches to try in a source, each of which is a render. */
const mostTried = 4;
/** Number of renders of a chart after which a switch that prevented nothing in them is not tried again. */
const mostFailed = 2;

/**
 * For missing fields that no value was shown to decide: the one value that, switched, makes the template print the field
 * (or the same one of the pod, which its containers inherit), so that the finding disappears. Nothing is rendered where
 * no branch of a template could print the field.
 */
export async function switchesFor<F extends ChartField>(
  source: HelmSource,
  manifests: readonly Manifest[],
  fields: readonly F[],
  context: OriginContext<F>,
  memory: SwitchMemory = newSwitchMemory(),
): Promise<Map<F, FoundSwitch>> {
  const found = new Map<F, FoundSwitch>();
  const guards = await memory.guards.of(source, fields.filter(isAbsent), context);
  if (guards.size === 0) return found;
  const layers = await layersAndSets(source, context.texts);
  for (const each of triesOf(guards, layers, memory)) {
    const open = each.fields.filter(({ field }) => !found.has(field));
    const { setting, value } = each;
    const prevented = await preventedBy({ ...each, fields: open }, { source, manifests, layers }, context, memory);
    const origin = prevented.length === 0 ? null : await originOf(setting, context.texts);
    if (origin === null) continue;
    for (const field of prevented) found.set(field, { origin, switch: { path: setting.read, value } });
  }
  return found;
}

interface Chart {
  readonly source: HelmSource;
  readonly manifests: readonly Manifest[];
  readonly layers: readonly Layer[];
}

/** The fields that come with a switch: as it was in a render with the same values, else by a render. */
async function preventedBy<F extends ChartField>(
  { setting, value, fields }: Try<F>,
  { source, manifests, layers }: Chart,
  context: OriginContext<F>,
  { outcomes, tried }: SwitchMemory,
): Promise<F[]> {
  const keyed = fields.map((item) => ({ field: item.field, key: outcomeKey(item, setting, value, layers) }));
  const asked = keyed.filter(({ key }) => !outcomes.has(key));
  if (asked.length > 0) {
    const names = asked.flatMap(({ field: { manifest } }) =>
      isOfTemplate(manifest.origin) ? [manifest.origin.name] : [],
    );
    const templates = await withIncluded([...new Set(names)], source, context.texts);
    const change = { setting, value, mark: null };
    const after = await rendered({ source, layers, templates, render: context.render }, [change]);
    for (const { field, key } of asked)
      outcomes.set(key, after !== null && isPrevented(field, manifests, after, context));
    const before = tried.get(canonical(setting.read)) ?? { prevented: 0, failed: 0 };
    const one = asked.some(({ key }) => outcomes.get(key) === true) ? 'prevented' : 'failed';
    tried.set(canonical(setting.read), { ...before, [one]: before[one] + 1 });
  }
  return keyed.filter(({ key }) => outcomes.get(key) === true).map(({ field }) => field);
}

function isAbsent({ manifest, path }: ChartField): boolean {
  return path.length > 0 && at(manifest.object, path) === undefined && wanted(manifest, path) !== null;
}

/** Whether the field, or the pod's field that it inherits, came with a switch, and the finding went. */
function isPrevented<F extends ChartField>(
  field: F,
  before: readonly Manifest[],
  after: readonly Manifest[],
  { isWrong }: Pick<OriginContext<F>, 'isWrong'>,
): boolean {
  const { manifest, path } = field;
  const now = sameObject(manifest, before, after);
  if (now === null || canonical(samePath(manifest.object, path, now.object)) !== canonical(path)) return false;
  const ways = [path, podFieldOf(path)].filter((way) => way !== null);
  const came = ways.some((way) => at(manifest.object, way) === undefined && at(now.object, way) !== undefined);
  return came && !isWrong(field, now);
}

/** The switches that are off, those first that prevented findings elsewhere, then those for most fields. */
function triesOf<F>(
  guards: ReadonlyMap<F, readonly Guard[]>,
  layers: readonly Layer[],
  { tried }: SwitchMemory,
): Try<F>[] {
  const all = [...guards].flatMap(([field, own]) => own.map((guard) => ({ field, guard })));
  const tries = [...groupBy(all, ({ guard }) => canonical([guard.read, guard.literal]))].flatMap(
    ([, items]): Try<F>[] => {
      const [{ guard }] = items;
      const setting = settingOf(layers, guard.read);
      const value = setting === null || setting.layer.opaque ? null : switchedOn(setting.value, guard);
      const fields = distinctBy(items, ({ field }) => field);
      return setting === null || value === null ? [] : [{ setting, value, fields }];
    },
  );
  const known = ({ setting }: Try<F>): { prevented: number; failed: number } =>
    tried.get(canonical(setting.read)) ?? { prevented: 0, failed: 0 };
  return tries
    .filter((each) => known(each).prevented > 0 || known(each).failed < mostFailed)
    .toSorted((a, b) => known(b).prevented - known(a).prevented || b.fields.length - a.fields.length)
    .slice(0, mostTried);
}

/** The other value of a switch; null for values that are not a plain switch. */
function switchedOn(value: Json, { literal }: Guard): Json {
  if (literal !== null) return typeof value === 'string' && value !== literal ? literal : null;
  if (typeof value === 'boolean') return !value;
  const isEmptyMap = isJsonMap(value) && Object.keys(value).length === 0;
  return value === null || value === '' || isEmptyMap ? true : null;
}

/**
 * Two fields with the same key have the same outcome: their documents have the same text, and the values are the same
 * that the switch and its branch read. Where the branch may read others, all values count.
 */
function outcomeKey<F extends ChartField>(
  { field: { manifest, path }, guard }: Try<F>['fields'][number],
  { read, value }: ValueSetting,
  to: Json,
  layers: readonly Layer[],
): string {
  const { origin } = manifest;
  const document = isOfTemplate(origin) ? [origin.name, [...origin.item], origin.text] : [];
  return canonical([document, [...path], [...read], value, to, valuesAt(guard.reads ?? [[]], layers)]);
}

function valuesAt(reads: readonly Path[], layers: readonly Layer[]): Json {
  return reads.map((read): Json => settingsUnder(layers, read).map((each) => [[...each.read], each.value]));
}
