import { valueFiles } from '../sources/helm/chart.ts';
import { conclude } from './conclude/conclude.ts';
import { type Concluded } from './conclude/outcome.ts';
import { inTurns } from '../foundation/concurrency/in-turns.ts';
import { evaluateAll, factsOf } from './look/inspect.ts';
import { isKustomization } from '../sources/kustomize/kustomization-file.ts';
import { countRenders } from './look/counting.ts';
import { compareAlone, type Looked, unrendered, withoutEmpty } from './look/looked.ts';
import { reportAnyway } from './conclude/last-border.ts';
import { type Rendering } from '../model/manifest.ts';
import { type Source } from '../model/source.ts';
import { type AuditOptions } from './options.ts';
import { overlay, throughLinks } from '../snapshot/overlay.ts';
import { partsOf } from './memory/parts.ts';
import { type Facts } from '../facts/relate.ts';
import { keepsSboms } from '../facts/sboms.ts';
import { certain, type Contributions, remember, remembered } from './look/remembered.ts';
import { readingOf } from './look/reading.ts';
import { renderSide } from './look/render-side.ts';
import { secretsIn } from '../secrets/secrecy.ts';
import { type Secrets } from '../secrets/secrets.ts';
import { requireChart } from './open/require-chart.ts';
import { settle, type Setting } from './open/setting.ts';
import { openSide, prepareEngines } from './look/side.ts';
import { type Side } from '../sources/side.ts';
import { toldMemory } from './memory/told-memory.ts';
import { tell } from './judge/tell.ts';
import { type Told } from './judge/told.ts';
import { auditedTree } from './open/trees.ts';
import { unmadeIn } from './look/unmade.ts';
import { seededBy, type World } from './open/world.ts';

/**
 * Everything, as it stands. `mend`: the rules whose findings suggestions are made for. `edited`: texts of files, by path, in
 * place of those that stand there.
 */
export function audit(
  options: AuditOptions,
  world: World,
  mend: Mend = () => true,
  edited: ReadonlyMap<string, string> = new Map(),
): Promise<Concluded> {
  return reportAnyway('audit', options, world, () => audited(options, world, mend, edited));
}

async function audited(
  options: AuditOptions,
  world: World,
  mend: Mend,
  edited: ReadonlyMap<string, string>,
): Promise<Concluded> {
  const begun = performance.now();
  const digests = world.memory.isOn ? 'blob' : 'stat';
  const { tree: stored, commit, asked, wanted } = await auditedTree(options, digests);
  const tree = edited.size === 0 ? stored : overlay(stored, throughLinks(stored, edited));
  if (!world.memory.isOn) prepareEngines([...tree.files.keys()].filter(wanted), world);
  const setting = await settle(options, tree, seededBy(tree, world), begun);
  const whole = await openSide(tree, setting, options.chart);
  const sources = wantedSources(whole.sources, asked, wanted, options.chart !== null);
  const problems = whole.problems.filter(({ subject }) => wanted(subject));
  if (options.chart !== null) requireChart(sources, problems);
  const chosen: Side = { ...whole, sources };
  world.progress(`${sources.length} sources`);
  const { side, told, secrets } = await toldOf(chosen, setting, mend);
  const here = new Set(told.sources.map(({ id }) => id));
  return conclude({
    mode: 'audit',
    names: { base: null, head: commit },
    setting,
    side,
    base: null,
    looked: side.sources.filter(({ id }) => here.has(id)),
    told,
    secrets,
    changed: null,
    isWhole: options.chart === null && [...tree.files.keys()].every(wanted),
    problems: side.problems.filter(({ subject }) => wanted(subject)),
  });
}

type Mend = (rule: string) => boolean;

/** What is said of all sources: as remembered where nothing changed that it hangs on, else found out now. */
async function toldOf(
  opened: Side,
  setting: Setting,
  mend: Mend,
): Promise<{ readonly side: Side; readonly told: Told; readonly secrets: Secrets }> {
  const { sources } = opened;
  // Which images an SBOM describes is known only from renders, and these are not kept.
  const remembers = setting.world.memory.isOn && !(await keepsSboms(opened.tree, opened.texts));
  const known: Contributions = remembers ? await remembered(opened, sources, setting) : new Map();
  const counted = { ...setting, count: countRenders(setting.world.progress) };
  const first = await renderSide(
    opened,
    sources.filter(({ id }) => !known.has(id)),
    counted,
    'elsewhere',
  );
  if (remembers) await remember(first.side, first.renderings, setting);
  const notRendered = sources.filter(({ id }) => known.has(id)).map(unrendered);
  const facts = await factsOf(
    first.side,
    [...withoutEmpty(first.renderings), ...notRendered],
    setting.borders,
    certain(known),
    readingOf(setting.world.rules),
  );

  const left = unmadeIn([...first.renderings, ...notRendered], known);
  const looked = first.side.sources.filter(({ id }) => !left.has(id));
  const parts = remembers ? partsOf(looked) : [looked];
  const memory = remembers ? toldMemory(first.side, facts, setting, mend) : null;
  const recalled = await Promise.all(
    parts.map(async (part) => ({ part, before: (await memory?.recall(part)) ?? null })),
  );
  const missing = recalled.filter(({ before }) => before === null).flatMap(({ part }) => part);
  const second = await renderSide(
    first.side,
    missing.filter(({ id }) => known.has(id)),
    counted,
    'elsewhere',
  );
  const renderings = new Map([...first.renderings, ...second.renderings].map((each) => [each.source.id, each]));
  const earlier = new Map(recalled.flatMap(({ before }) => [...(before?.masked ?? [])]));
  const secrets = await secretsIn([{ side: second.side, renderings: [...renderings.values()] }], setting, earlier);
  const told = await inTurns(recalled, width, async ({ part, before }) => {
    if (before !== null) return before.told;
    const now = part.flatMap(({ id }) => renderings.get(id) ?? []);
    const fresh = await tellNow(second.side, withoutEmpty(now), facts, setting, mend);
    await memory?.retain(part, fresh, secrets);
    return fresh;
  });
  if (remembers)
    setting.world.progress(`${sources.length - missing.length} of ${sources.length} sources were remembered`);
  return { side: second.side, told: together(told, sources), secrets };
}

/** Parts side by side: what each waits for is engines. */
const width = 8;

function tellNow(
  side: Side,
  renderings: readonly Rendering[],
  facts: Facts,
  setting: Setting,
  mend: Mend,
): Promise<Told> {
  const head: Looked = {
    side,
    renderings,
    quiet: [],
    facts,
    evaluated: evaluateAll(setting.evaluator, renderings, facts),
  };
  return tell({
    setting,
    base: null,
    head,
    compared: compareAlone(head, setting),
    mend: ({ status, rule }) => status === 'existing' && mend(rule),
  });
}

/** As if all had been told at once: findings in the order of their sources. */
function together(told: readonly Told[], sources: readonly Source[]): Told {
  const order = new Map(sources.map(({ id }, index) => [id, index]));
  const place = ({ source }: { readonly source: string }): number => order.get(source) ?? 0;
  return {
    sources: told.flatMap((each) => each.sources),
    findings: told.flatMap((each) => each.findings).sort((a, b) => place(a) - place(b)),
    workloads: told.flatMap((each) => each.workloads).sort((a, b) => place(a) - place(b)),
    unknown: told.flatMap((each) => each.unknown),
    waivers: told.flatMap((each) => each.waivers),
    problems: told.flatMap((each) => each.problems),
    notices: told.flatMap((each) => each.notices),
    evaluations: told.reduce((sum, { evaluations }) => sum + evaluations, 0),
  };
}

/**
 * Files and folders in which no source lies are looked at in those that read them, and so is a kustomization that none of
 * the chosen sources builds: in the overlays that build it, wherever these are.
 */
function wantedSources(
  all: readonly Source[],
  asked: readonly string[],
  wanted: (path: string) => boolean,
  hasFlags: boolean,
): readonly Source[] {
  // What the command line gives to every chart tells nothing of which is meant.
  const isWanted = (source: Source, isMeant: (path: string) => boolean): boolean =>
    isMeant(source.path) || (!hasFlags && valueFiles(source).some(isMeant));
  const sources = all.filter((source) => isWanted(source, wanted));
  const read = new Set(sources.flatMap(({ reads }) => reads));
  const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  const bare = asked.filter((place) => !sources.some((source) => isWanted(source, (path) => isIn(path, place))));
  const isLeft = (path: string): boolean =>
    bare.some((place) => isIn(path, place)) || (isKustomization(path) && wanted(path) && !read.has(path));
  const readers = all.filter(({ reads }) => reads.some(isLeft));
  return readers.length === 0 ? sources : all.filter((source) => sources.includes(source) || readers.includes(source));
}
