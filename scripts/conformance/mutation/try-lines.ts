import type { Engines } from '../../../src/engine/engines.ts';
import type { Case } from '../cases.ts';
import { type NativeChart, nativeChart } from './native.ts';
import { openChart, type OpenChart } from './open-chart.ts';
import { generator, shuffled } from './random.ts';
import { markedLines, otherwiseRendered, type RenderedLine, renderedLine } from './rendered-documents.ts';
import { classOf, type LineClass, markedLine, templateLines } from './template-lines.ts';

/** A rendered line and what became of changing the source line that it is said to come from. */
export interface Claim {
  readonly chart: string;
  readonly claim: string;
  readonly class: LineClass;
  readonly outcome: 'exact' | 'different' | 'refused' | 'no change known';
  readonly why: string;
}

/** Draws rendered lines of a chart and tries each. */
export async function tryLines(
  fixtures: string,
  item: Case,
  count: number,
  seed: number,
  engines: Engines,
): Promise<Claim[]> {
  const chart = await openChart(fixtures, item, engines);
  const native = await nativeChart(fixtures, { ...item, args: [...item.args, '--debug'] });
  const ignored = otherwiseRendered(chart.manifests, (await native.render(new Map())) ?? '');
  const claimed = claimedLines(chart, ignored);
  const tried = new Map<string, Claim>();
  const claims: Claim[] = [];
  try {
    for (const [rendered, source] of shuffled([...claimed.sources], generator(seed)).slice(0, count)) {
      const known =
        tried.get(source) ?? (await tryLine(chart, source, claimed.lines.get(source) ?? new Set(), ignored, native));
      tried.set(source, known);
      claims.push({ ...known, claim: `${rendered} from ${source}` });
    }
  } finally {
    await native.close();
  }
  return claims;
}

interface Claimed {
  readonly sources: ReadonlyMap<RenderedLine, string>;
  readonly lines: ReadonlyMap<string, ReadonlySet<RenderedLine>>;
}

/** Of the lines of objects: `file:line` of the source. CRD files are no templates. */
function claimedLines({ manifests, traced }: OpenChart, ignored: ReadonlySet<string>): Claimed {
  const sources = new Map<RenderedLine, string>();
  const lines = new Map<string, Set<RenderedLine>>();
  for (const { origin } of manifests) {
    if (origin.kind !== 'helm' || !origin.name.includes('/templates/') || ignored.has(origin.name)) continue;
    const from = traced.lines.get(origin.name) ?? [];
    for (const index of origin.text.split('\n').keys()) {
      const source = from[origin.start + index];
      if (source === undefined || source === null) continue;
      const key = `${source.file}:${source.line}`;
      const rendered = renderedLine(origin.name, origin.start + index);
      sources.set(rendered, key);
      lines.set(key, (lines.get(key) ?? new Set()).add(rendered));
    }
  }
  return { sources, lines };
}

async function tryLine(
  { name: chart, texts, manifests }: OpenChart,
  source: string,
  claimed: ReadonlySet<RenderedLine>,
  ignored: ReadonlySet<string>,
  native: NativeChart,
): Promise<Claim> {
  const [, file = '', number = ''] = /^(.*):(\d+)$/.exec(source) ?? [];
  const text = await texts.of(file);
  const lines = text.ok ? templateLines(text.text) : [];
  const line = lines[Number(number) - 1] ?? { text: '', broken: true, inMapRange: false };
  const claim = { chart, claim: source, class: classOf(file, line), why: '' };
  const marked = markedLine(line);
  if (marked === null) return { ...claim, outcome: 'no change known' };
  const changed = lines.map((each, index) => (index === Number(number) - 1 ? marked : each.text)).join('\n');
  const stream = await native.render(new Map([[file, changed]]));
  if (stream === null) return { ...claim, outcome: 'refused' };
  const now = markedLines(manifests, stream, ignored);
  if (now === null) return { ...claim, outcome: 'different', why: 'something else changed' };
  const missing = [...claimed].filter((each) => !now.has(each));
  const more = [...now].filter((each) => !claimed.has(each));
  if (missing.length + more.length === 0) return { ...claim, outcome: 'exact' };
  const why = [`unchanged: ${missing.slice(0, 3).join(' ')}`, `changed, too: ${more.slice(0, 3).join(' ')}`].join('; ');
  return { ...claim, outcome: 'different', why };
}
