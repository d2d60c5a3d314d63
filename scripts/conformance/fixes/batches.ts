/** Applies suggestions alone and together, and checks that they fix what they claim. */
import { difference } from '../../../src/findings/compare/difference.ts';
import { groupBy } from '../../../src/foundation/groups.ts';
import { evaluateAll, factsOf } from '../../../src/run/look/inspect.ts';
import { type Rendering } from '../../../src/model/manifest.ts';
import { type Suggestion } from '../../../src/model/suggestion.ts';
import { overlay } from '../../../src/snapshot/overlay.ts';
import { renderSide } from '../../../src/run/look/render-side.ts';
import { foundOf } from '../../../src/run/look/inspected-side.ts';
import { type Setting } from '../../../src/run/open/setting.ts';
import { type Side } from '../../../src/sources/side.ts';
import { type World } from '../../../src/run/open/world.ts';
import { applyEdits } from '../../../src/yaml/line-edits.ts';
import { type Fixable } from './fixable.ts';
import { type Opened, type Subject } from './subjects.ts';
import { type Found } from '../../../src/findings/compare/found.ts';

/** The result of applying suggestions. */
export interface Batches {
  /** Number of suggestions applied alone. */
  readonly alone: number;
  /** Number of sets applied together. */
  readonly together: number;
  /** One sentence for each that did not fix its finding, or had another effect. */
  readonly flaws: readonly string[];
}

interface Taken {
  readonly suggestion: Suggestion;
  readonly fingerprints: readonly string[];
}

/**
 * Applies each suggestion alone; for a pull request also every pair, and all together. Then the findings that they are
 * for must be gone, none may be new or worsened, and every source that reads an edited file must still render. No code
 * that makes suggestions is used here.
 */
export async function batchesOf(subject: Subject, fixables: readonly Fixable[], world: World): Promise<Batches> {
  const all = takenOf(fixables);
  if (all.length === 0) return { alone: 0, together: 0, flaws: [] };
  const opened = await subject.open(world);
  const side = await opened.discovered(opened.tree);
  const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other]));
  const together = subject.pull === null ? [] : all.length < 3 ? pairs : [...pairs, all];
  const batches = [...all.map((each) => [each]), ...together];
  const flaws: string[] = [];
  const known = new Map<string, Promise<Look>>();
  const asItIs = (ids: ReadonlySet<string>): Promise<Look> => {
    const key = JSON.stringify([...ids]);
    const look = known.get(key) ?? lookAt(side, ids, opened.setting);
    known.set(key, look);
    return look;
  };
  for (const batch of batches) {
    const flaw = await flawOf(batch, side, opened, asItIs);
    if (flaw !== null) flaws.push(`${subject.name} ${batch.map(placeOf).join(' + ')}: ${flaw}`);
  }
  opened.close();
  return { alone: all.length, together: together.length, flaws };
}

function takenOf(fixables: readonly Fixable[]): Taken[] {
  const suggested = fixables.flatMap(({ finding }) =>
    finding.suggestion === undefined ? [] : [{ suggestion: finding.suggestion, fingerprint: finding.fingerprint }],
  );
  return [...groupBy(suggested, ({ suggestion }) => JSON.stringify(suggestion)).values()].map((group) => ({
    suggestion: group[0].suggestion,
    fingerprints: group.map(({ fingerprint }) => fingerprint),
  }));
}

function placeOf({ suggestion: { file, first, last } }: Taken): string {
  return `${file}:${first}-${last}`;
}

async function flawOf(
  batch: readonly Taken[],
  side: Side,
  { setting, discovered }: Opened,
  asItIs: (ids: ReadonlySet<string>) => Promise<Look>,
): Promise<string | null> {
  const texts = new Map<string, string>();
  for (const [file, group] of groupBy(batch, ({ suggestion }) => suggestion.file)) {
    const text = await side.texts.of(file);
    if (!text.ok) return `${file} can't be read`;
    const edits = group.map(({ suggestion }) => suggestion);
    texts.set(file, applyEdits(text.text, edits));
  }
  const tree = overlay(side.tree, texts);
  const readers = new Set(
    side.sources
      .filter(({ reads, deployment }) => [...reads, deployment?.place.file].some((file) => texts.has(file ?? '')))
      .map(({ id }) => id),
  );
  const before = await asItIs(readers);
  const after = await lookAt(await discovered(tree), readers, setting);
  if (after.problems > before.problems) return 'it no longer renders';
  const { gone, worse } = difference(before.found, after.found);
  if (worse[0] !== undefined) return `it brings ${worse[0]}`;
  const left = batch.find(({ fingerprints }) => !fingerprints.every((each) => gone.has(each)));
  return left === undefined ? null : `what ${placeOf(left)} is for is still there`;
}

/** The findings of some sources, and the number of problems. */
interface Look {
  readonly found: readonly Found[];
  readonly problems: number;
}

async function lookAt(side: Side, ids: ReadonlySet<string>, setting: Setting): Promise<Look> {
  const sources = side.sources.filter(({ id }) => ids.has(id));
  const { side: whole, renderings } = await renderSide(side, sources, setting);
  const facts = await factsOf(whole, renderings, setting.borders);
  const { findings } = evaluateAll(setting.evaluator, renderings, facts);
  return {
    found: foundOf({ renderings, unchanged: [] }, findings),
    problems: renderings.reduce((sum, rendering: Rendering) => sum + faultsOf(rendering), 0),
  };
}

function faultsOf({ status, problems }: Rendering): number {
  return problems.length + (status === 'failed' ? 1 : 0);
}
