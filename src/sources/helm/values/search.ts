/** Searches the value that decides each field by changing values and rendering again. */
import { overlap } from '../../../foundation/json.ts';
import { type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type ValueCandidate } from './candidates.ts';
import { type Experiment, rendered } from './experiment.ts';
import { type ValueChange, changeOf, isSteady } from './change.ts';
import { effectOn, shownIn } from './effect.ts';
import { sameObject } from './same-field.ts';
import { type ValueSetting } from './settings.ts';
import { isMissing, type Wanted } from './wanted.ts';

/** A field and the values that may decide it, the likeliest first. Confirmed values are in `confirmed`. */
export interface RenderCase {
  readonly field: Wanted;
  readonly candidates: readonly ValueCandidate[];
  /** All values that its lines read: only a change of these, or below them, can change the field. */
  readonly reads: readonly Path[];
  /**
   * `depth`: how many parts of the field's path the value affects; `shown`: whether the new value appeared in the
   * field.
   */
  readonly confirmed: Map<ValueSetting, { readonly shown: boolean; readonly depth: number }>;
  readonly tried: Set<string>;
  /** How many values that the field depends on may be changed in one render. */
  atOnce: number;
}

export function openCase(field: Wanted, candidates: readonly ValueCandidate[], reads: readonly Path[]): RenderCase {
  return { field, candidates, reads, confirmed: new Map(), tried: new Set(), atOnce: mostAtOnce };
}

/** Maximum number of renders for all fields of one source. */
const mostRenders = 12;
/** Maximum number of values that are tried for one field at the same time, where their marks can be distinguished. */
const mostAtOnce = 8;

/**
 * Changes values and checks which fields change with them, several per render, until each field has its value or
 * nothing is left to try.
 */
export async function search(cases: readonly RenderCase[], experiment: Experiment): Promise<void> {
  let renders = mostRenders;
  const attempt = async (settings: readonly ValueSetting[]): Promise<void> => {
    if (settings.length === 0 || renders <= 0) return;
    renders--;
    const changes = settings.flatMap((setting, number) => changeOf(setting, number) ?? []);
    const after = await rendered(experiment, changes);
    if (after !== null) {
      for (const each of cases.filter(isOpen)) judge(each, changes, experiment.manifests, after);
    } else if (settings.length > 1) {
      const middle = Math.ceil(settings.length / 2);
      await attempt(settings.slice(0, middle));
      await attempt(settings.slice(middle));
    }
  };
  while (renders > 0) {
    const batch = nextBatch(cases);
    if (batch.length === 0) return;
    await attempt(batch);
  }
}

/**
 * The next values to change together. A change of a field must be attributable to one of them: all other changed values
 * that the field depends on are steady, and so is that one.
 */
function nextBatch(cases: readonly RenderCase[]): ValueSetting[] {
  const batch: ValueSetting[] = [];
  const involved = new Set<RenderCase>();
  for (const each of cases.filter(isOpen)) {
    for (const setting of nextOf(each)) {
      const isKnown = batch.some((other) => settingKey(other) === settingKey(setting));
      const others = batch.filter((other) => settingKey(other) !== settingKey(setting));
      if (others.some((other) => overlap(other.read, setting.read) || disturbs(other, setting, each))) continue;
      if (!isKnown && [...involved].some((other) => batch.some((known) => disturbs(setting, known, other)))) continue;
      each.tried.add(settingKey(setting));
      involved.add(each);
      if (!isKnown) batch.push(setting);
    }
  }
  return batch;
}

function isOpen({ confirmed }: RenderCase): boolean {
  return confirmed.size === 0;
}

/** Whether a change of one value could hide or imitate the effect of the other on a field. */
function disturbs(one: ValueSetting, other: ValueSetting, { reads, atOnce }: RenderCase): boolean {
  return reads.some((read) => overlap(read, one.read)) && (atOnce === 1 || !isSteady(one) || !isSteady(other));
}

/**
 * The next values for a field: the first one alone if it is not steady or is obvious, else all that can be
 * distinguished.
 */
function nextOf({ candidates, tried, atOnce }: RenderCase): ValueSetting[] {
  const left = candidates.filter(({ setting }) => !tried.has(settingKey(setting)));
  const [first] = left;
  if (first === undefined) return [];
  if (first.obvious || !isSteady(first.setting)) return [first.setting];
  return left
    .map(({ setting }) => setting)
    .filter(isSteady)
    .slice(0, atOnce);
}

function judge(
  each: RenderCase,
  changes: readonly ValueChange[],
  before: readonly Manifest[],
  after: readonly Manifest[],
): void {
  const { field, reads, candidates, confirmed } = each;
  const felt = changes.filter(({ setting }) => reads.some((read) => overlap(read, setting.read)));
  const possible = new Set(candidates.map(({ setting }) => settingKey(setting)));
  const mine = felt.filter(({ setting }) => possible.has(settingKey(setting)));
  const now = sameObject(field.manifest, before, after);
  const [only] = mine;
  if (now === null || only === undefined) return;
  if (felt.length === 1) {
    const { changed, depth, shown } = effectOn(field, now, only);
    if (changed) confirmed.set(only.setting, { shown, depth });
    return;
  }
  const shown = shownIn(field, now, felt);
  for (const change of mine) {
    if (shown?.includes(change) === true) confirmed.set(change.setting, { shown: true, depth: field.path.length });
  }
  // One of several changes had another effect: then they are tried one by one.
  if (shown === null) askAgain(each, mine);
}

function askAgain(each: RenderCase, changes: readonly ValueChange[]): void {
  each.atOnce = 1;
  for (const { setting } of changes) each.tried.delete(settingKey(setting));
}

export function settingKey({ read }: ValueSetting): string {
  return JSON.stringify(read);
}

/**
 * The confirmed values, as far as the experiments distinguish them; for a missing field, those that come nearest to it.
 */
export function likeliest({ field, confirmed }: RenderCase): ValueSetting[] {
  const shown = [...confirmed].filter(([, { shown: isShown }]) => isShown);
  const all = shown.length > 0 ? shown : [...confirmed];
  const deepest = Math.max(...all.map(([, { depth }]) => depth));
  return all.filter(([, { depth }]) => !isMissing(field) || depth === deepest).map(([setting]) => setting);
}

/**
 * Of several values that are all in a field (an image's registry, repository and tag), the one whose change alone
 * resolves the finding. Null where none or more than one does.
 */
export async function decisive(
  { field }: RenderCase,
  settings: readonly ValueSetting[],
  experiment: Experiment,
  isWrong: (manifest: Manifest) => boolean,
): Promise<ValueSetting | null> {
  const decide = async (setting: ValueSetting): Promise<boolean> => {
    const change = changeOf(setting, 0);
    const after = change === null ? null : await rendered(experiment, [change]);
    const now = after === null ? null : sameObject(field.manifest, experiment.manifests, after);
    return now !== null && !isWrong(now);
  };
  const decided: ValueSetting[] = [];
  for (const setting of settings) if (await decide(setting)) decided.push(setting);
  return decided.length === 1 ? (decided[0] ?? null) : null;
}
