import { compare, type Found } from './compare/compare.ts';
import { groupBy } from './groups.ts';
import { evaluateAll } from './inspect.ts';
import { type Looked } from './looked.ts';
import { type Compared, type RawFinding, type Source } from './model.ts';
import { overlay } from './overlay.ts';
import { type Setting } from './setting.ts';
import { renderSources } from './side.ts';
import { type RiskOf, suggest, type Suggested } from './suggest/suggest.ts';
import { type Trial, type Workshop } from './suggest/workshop.ts';
import { textsOf } from './texts.ts';
import { type Tracer } from './trace.ts';

/** Verified suggestions for findings at head that are somebody's to mend now. */
export async function suggestFor(
  findings: readonly Compared[],
  head: Looked,
  tracer: Tracer,
  setting: Setting,
): Promise<Map<Compared, Suggested>> {
  const { rules } = setting.world;
  const risks = new Map(rules.map(({ id, fixRisk }) => [id, fixRisk ?? 'decision']));
  const riskOf: RiskOf = (rule) => risks.get(rule) ?? 'decision';
  return suggest(findings, workshopOf(head, tracer, setting), riskOf);
}

/** The head, and what it would be after an edit. Facts stay as they are: no fix changes what relates objects. */
function workshopOf(head: Looked, tracer: Tracer, setting: Setting): Workshop {
  const { tree, texts, sources } = head.side;
  const byId = new Map(sources.map((source) => [source.id, source]));
  const readers = readersOf(sources);
  const standing = standingTrials(head, setting);
  return {
    texts,
    mayEdit: (file) => tree.files.has(file) && !isVendored(file, sources),
    source: (id) => byId.get(id) ?? null,
    readers: (file) => readers.get(file) ?? [],
    trace: tracer,
    now: standing,
    edited: (edits) => {
      const edited = overlay(tree, edits);
      const side = { tree: edited, texts: textsOf(edited) };
      return (source) => tried(side, source, head, setting);
    },
    difference,
  };
}

/** As it was looked at; what was not (the same at base and head) is rendered when an edit would change it. */
function standingTrials(head: Looked, setting: Setting): Workshop['now'] {
  const renderings = new Map(head.renderings.map((rendering) => [rendering.source.id, rendering]));
  const findings = groupBy(head.evaluated.findings, ({ manifest }) => manifest.source);
  const rendered = new Map<string, Promise<Trial>>();
  return async (source) => {
    const rendering = renderings.get(source.id);
    if (rendering !== undefined) return { rendering, found: foundIn(findings.get(source.id) ?? [], source) };
    const known = rendered.get(source.id) ?? tried(head.side, source, head, setting);
    rendered.set(source.id, known);
    return known;
  };
}

async function tried(
  side: Pick<Looked['side'], 'tree' | 'texts'>,
  source: Source,
  head: Looked,
  setting: Setting,
): Promise<Trial> {
  const [rendering] = await renderSources(side, [source], setting.kubernetesVersion, setting.world);
  if (rendering === undefined) throw new RangeError('one source has one rendering');
  return { rendering, found: foundIn(evaluateAll(setting.evaluator, [rendering], head.facts).findings, source) };
}

function foundIn(findings: readonly RawFinding[], source: Source): Found[] {
  return findings.map((finding) => ({ finding, target: source.target }));
}

/** Whatever the configuration says of rules: no fix may bring what another repository would mind. */
function difference(before: readonly Found[], after: readonly Found[]): ReturnType<Workshop['difference']> {
  const all = compare(
    before,
    after,
    () => ({ severity: 'low', enforcement: 'deny' }),
    () => null,
  );
  return {
    gone: new Set(all.filter(({ status }) => status === 'fixed').map(({ fingerprint }) => fingerprint)),
    worse: all
      .filter(({ status }) => status === 'new' || status === 'worsened')
      .map(({ rule, message }) => `${rule}: ${message}`),
  };
}

/** Below the charts/ folder of a chart: somebody else's chart, which an update overwrites. */
function isVendored(file: string, sources: readonly Source[]): boolean {
  return sources.some(
    ({ kind, path }) => kind === 'helm' && file.startsWith(path === '.' ? 'charts/' : `${path}/charts/`),
  );
}

function readersOf(sources: readonly Source[]): Map<string, Source[]> {
  const readers = new Map<string, Source[]>();
  for (const source of sources) {
    for (const file of source.reads) readers.set(file, [...(readers.get(file) ?? []), source]);
  }
  return readers;
}
