import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type Report } from '../../src/model/report.ts';
import { review } from '../../src/run/review.ts';
import { verdictOf } from '../../src/policy/verdict.ts';
import { randomOf, spellingOf } from '../yaml/spellings.ts';
import { commit, temporaryRepository } from '../snapshot/temporary.ts';
import { type Carrier, plain, rendered, type Texts } from './carriers.ts';
import { type Upstream, upstreamOf } from './go-reads.ts';

/** `PLIMSOLL_FUZZ=100000 npx vitest run __tests__/discover/law.test.ts`; a seed beside it draws others. */
const count = Number(process.env['PLIMSOLL_FUZZ'] ?? 300);
const seed = Number(process.env['PLIMSOLL_FUZZ_SEED'] ?? 1);
/** Files of one review. */
const batch = 4_000;
/** Those of them that take an engine. */
const engaged = 70;

const rule = 'pod-security-baseline/privileged-containers';

interface Unit {
  readonly name: string;
  readonly carrier: Carrier;
  readonly extension: string;
  readonly text: string;
}

const drawn = fc.record({ extension: fc.constantFrom('yaml', 'yaml', 'yml', 'json', 'YAML'), random: fc.integer() });

function unitsOf(round: number, size: number): Unit[] {
  return fc.sample(drawn, { seed: seed + round, numRuns: size }).map(({ extension, random }, index): Unit => {
    const name = `u${String(index).padStart(5, '0')}`;
    const carrier = (index < engaged ? rendered[index % rendered.length] : undefined) ?? plain;
    return { name, carrier, extension, text: spellingOf(carrier.object(name), randomOf(random)) };
  });
}

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

async function reviewed(units: readonly Unit[]): Promise<{ readonly report: Report; readonly exitCode: number }> {
  const base = units.map(({ name, carrier }) => carrier.base(name));
  const head = units.map(({ name, carrier, text, extension }) => carrier.head(name, text, extension));
  const directory = temporaryRepository(all([{ 'README.md': '' }, ...base]));
  commit(directory, all(head));
  const common = {
    config: { file: 'rules.yaml', text: await oneRule() },
    kubernetesVersion: null,
    failOn: null,
    allowEmpty: false,
    today: '2026-01-01',
  };
  return review({ ...common, directory, base: 'HEAD~1', head: 'HEAD', deadline: 60 }, await world);
}

/** All else that could be found takes its time, and says nothing of what is seen. */
async function oneRule(): Promise<string> {
  const others = (await world).rules.filter(({ id }) => id !== rule);
  return `rules:\n${others.map(({ id }) => `  ${id}: {enabled: false}\n`).join('')}`;
}

/** The units in which what deploys them sees the danger. */
async function dangerousAmong(units: readonly Unit[], upstream: Upstream): Promise<Unit[]> {
  const documents = await Promise.all(
    units.map(async (unit) => {
      const written = await unit.carrier.documents(upstream, unit.text, unit.extension);
      return written.map((document) => ({ unit, document }));
    }),
  );
  const each = documents.flat();
  const values = await upstream.values(each.map(({ document }) => document));
  const seen = each.filter(({ unit }, index) => unit.carrier.isDanger(values[index] ?? null, unit.name));
  return [...new Set(seen.map(({ unit }) => unit))];
}

function all(texts: readonly Texts[]): Texts {
  return Object.fromEntries(texts.flatMap((each) => Object.entries(each)));
}

/** How a review of the one unit would end, and whether it would say why. */
function fallsShort({ name }: Unit, report: Report): boolean {
  const findings = report.findings.filter(
    (finding) => JSON.stringify([finding.source, finding.place]).includes(name) && finding.status === 'new',
  );
  const problems = report.problems.filter((problem) => JSON.stringify(problem).includes(name));
  const { exitCode } = verdictOf({
    mode: 'review',
    findings,
    problems,
    rules: 1,
    sourcesAtHead: 1,
    failOn: 'high',
    allowEmpty: false,
  });
  const isFound = findings.some((finding) => finding.rule === rule);
  return exitCode === 0 || (exitCode === 1 && !isFound);
}

test(
  'whatever sees a privileged container, however it is written and deployed: so does a review, or it says that it could not look',
  { timeout: count * 1_000 },
  async () => {
    const upstream = upstreamOf((await world).engines);
    const seen: Record<string, number> = {};
    for (let round = 0; round * batch < count; round += 1) {
      const units = unitsOf(round, Math.min(batch, count - round * batch));
      const dangerous = await dangerousAmong(units, upstream);
      for (const { carrier } of dangerous) seen[carrier.name] = (seen[carrier.name] ?? 0) + 1;

      const { report, exitCode } = await reviewed(units);

      expect(dangerous.filter((unit) => fallsShort(unit, report))).toEqual([]);
      expect([1, 3]).toContain(exitCode);
      if (count > batch) process.stdout.write(`${(round + 1) * batch} texts, dangerous: ${JSON.stringify(seen)}\n`);
    }
    expect(Object.keys(seen).sort()).toEqual([plain, ...rendered].map(({ name }) => name).sort());
  },
);
