import { overlap } from '../../../foundation/json.ts';
import { type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type ValueCandidate } from './candidates.ts';
import { type Bench, rendered } from './experiment.ts';
import { type ValueChange, changeOf, isSteady } from './change.ts';
import { effectOn, shownIn } from './effect.ts';
import { sameObject } from './same-field.ts';
import { type ValueSetting } from './settings.ts';
import { isMissing, type Wanted } from './wanted.ts';

/** A field, and what could have made it: the likeliest first. What was shown to have done so comes to `confirmed`. */
export interface RenderCase {
  readonly field: Wanted;
  readonly candidates: readonly ValueCandidate[];
  /** All that its lines read: only a change of these, or in these, can change it. */
  readonly reads: readonly Path[];
  /** `depth` is how many parts of the path the value reached; `shown`, whether the new value could be seen in the field. */
  readonly confirmed: Map<ValueSetting, { readonly shown: boolean; readonly depth: number }>;
  readonly tried: Set<string>;
  /** How many values that it depends on may be changed in one render. */
  atOnce: number;
}

export function openCase(field: Wanted, candidates: readonly ValueCandidate[], reads: readonly Path[]): RenderCase {
  return { field, candidates, reads, confirmed: new Map(), tried: new Set(), atOnce: mostAtOnce };
}

/** How many renders the fields of one source may take. */
const mostRenders = 12;
/** So many values for one field are tried together, where their marks can be told apart. */
const mostAtOnce = 8;

/** Changes values and looks which fields change with them, many in one render, until each field has its value or no more can be tried. */
export async function search(cases: readonly RenderCase[], bench: Bench): Promise<void> {
  let renders = mostRenders;
  const attempt = async (settings: readonly ValueSetting[]): Promise<void> => {
    if (settings.length === 0 || renders <= 0) return;
    renders--;
    const changes = settings.flatMap((setting, number) => changeOf(setting, number) ?? []);
    const after = await rendered(bench, changes);
    if (after !== null) {
      for (const each of cases.filter(isOpen)) judge(each, changes, bench.manifests, after);
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
 * The next values to change together. For each field that one of them is tried for, what it shows must be that one's
 * doing: any other that the field depends on is steady, as it is itself.
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

/** Whether changing one value, too, could hide or fake what changing the other does to a field. */
function disturbs(one: ValueSetting, other: ValueSetting, { reads, atOnce }: RenderCase): boolean {
  return reads.some((read) => overlap(read, one.read)) && (atOnce === 1 || !isSteady(one) || !isSteady(other));
}

/** What comes first: alone if it is not steady or obvious, else with all others that can be told apart. */
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
  // One of several did it in another way: now one by one.
  if (shown === null) askAgain(each, mine);
}

function askAgain(each: RenderCase, changes: readonly ValueChange[]): void {
  each.atOnce = 1;
  for (const { setting } of changes) each.tried.delete(settingKey(setting));
}

export function settingKey({ read }: ValueSetting): string {
  return JSON.stringify(read);
}

/** Those between which what was seen does not decide: for a missing field, the ones that come nearest to it. */
export function likeliest({ field, confirmed }: RenderCase): ValueSetting[] {
  const shown = [...confirmed].filter(([, { shown: isShown }]) => isShown);
  const all = shown.length > 0 ? shown : [...confirmed];
  const deepest = Math.max(...all.map(([, { depth }]) => depth));
  return all.filter(([, { depth }]) => !isMissing(field) || depth === deepest).map(([setting]) => setting);
}

/**
 * Of several values that are all in a field (an image's registry, repository and tag), the one whose change alone makes
 * what is wrong with it go away. Null when that is none, or more than one.
 */
export async function decisive(
  { field }: RenderCase,
  settings: readonly ValueSetting[],
  bench: Bench,
  isWrong: (manifest: Manifest) => boolean,
): Promise<ValueSetting | null> {
  const decide = async (setting: ValueSetting): Promise<boolean> => {
    const change = changeOf(setting, 0);
    const after = change === null ? null : await rendered(bench, [change]);
    const now = after === null ? null : sameObject(field.manifest, bench.manifests, after);
    return now !== null && !isWrong(now);
  };
  const decided: ValueSetting[] = [];
  for (const setting of settings) if (await decide(setting)) decided.push(setting);
  return decided.length === 1 ? (decided[0] ?? null) : null;
}
