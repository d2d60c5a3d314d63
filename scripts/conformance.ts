/**
 * `npm run conformance`: renders the charts and kustomizations of the fixtures with native Helm and Kustomize, which
 * must be on the path, and with dist/cli.js, and compares the objects. Then counts how many rendered lines name a
 * source line that can have produced them. Then compares Pod Security levels with those of Kubernetes' own checks,
 * which needs Go but no fixtures, and the rules with the suites of peers. The exit code is 1 if a difference is
 * unexplained.
 *
 *     npm run conformance [-- --only WORD] [--fixtures FOLDER] [--cli FILE] [--page FILE]
 *
 * With `--page` the tables are also written as a page: docs/conformance.md. Without fixtures, only levels are compared.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { helmCases, kustomizeCases } from './conformance/cases.ts';
import { sharesTable, sufficient, traceChart } from './conformance/shares.ts';
import { pageOf } from './conformance/page.ts';
import { explanation, verdictTable } from './conformance/tables.ts';
import { isAsUpstream, podSecurityLines, podSecurityRun } from './conformance/pod-security.ts';
import { peersLines } from './conformance/peers/report.ts';
import { peersRun } from './conformance/peers/run.ts';
import { judge } from './conformance/verdict.ts';
import { inParallel } from './in-parallel.ts';

/** Number of generated pods to compare at every version, besides those with a single fault, and the seed of the generator. */
const [pods, seed] = [5000, 1];

const root = resolve(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cli: { type: 'string', default: 'dist/cli.js' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
      only: { type: 'string', default: '' },
      page: { type: 'string' },
    },
  });
  const cli = resolve(root, values.cli);
  const fixtures = resolve(root, values.fixtures);
  const hasFixtures = existsSync(fixtures);
  const all = hasFixtures ? [...(await helmCases(fixtures)), ...(await kustomizeCases(fixtures))] : [];
  const cases = all.filter((item) => `${item.kind} ${item.name}`.includes(values.only));
  const results = await inParallel(2, cases, async (item) => ({ item, verdict: await judge(cli, fixtures, item) }));
  const charts = cases.filter(({ kind, args }) => kind === 'helm' && !args.includes('--values'));
  const shares = await inParallel(2, charts, (chart) => traceChart(cli, fixtures, chart));
  const podSecurity = await podSecurityRun(pods, seed, dirname(cli));
  const peers = await peersRun(fixtures, dirname(cli));

  const different = results.filter(({ verdict }) => verdict.kind === 'different').length;
  const steps = [
    ...(hasFixtures ? [sufficient(shares)] : []),
    isAsUpstream(podSecurity),
    ...(peers === null ? [] : [peers.faults.length === 0]),
  ];
  const failed = different + steps.filter((passed) => !passed).length;
  const lines = [
    verdictTable(results),
    ...results.flatMap(explanation),
    '',
    ...sharesTable(shares),
    '',
    ...podSecurityLines(podSecurity),
    ...(peers === null ? [] : ['', ...peersLines(peers)]),
    ...(hasFixtures ? [] : ['', `${fixtures} does not exist: no charts and no kustomizations were compared`]),
    '',
    `${results.length + steps.length - failed} passed, ${failed} failed`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (values.page !== undefined)
    await writeFile(resolve(root, values.page), pageOf({ results, shares, podSecurity, peers }, fixtures));
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
