/**
 * `npm run conformance`: renders the charts and kustomizations of the fixtures with native Helm and Kustomize, which
 * must be on the path, and with dist/cli.js, and compares the objects. Then counts how many rendered lines name a
 * source line that can have produced them. Then compares Pod Security levels with those of Kubernetes' own checks, and
 * what roles and bindings allow with its own authorizer, and what NetworkPolicies select and allow with Cyclonus, which needs
 * Go but no fixtures, and the rules with the suites of peers. The exit code is 1 if a difference is unexplained.
 *
 *     npm run conformance [-- --only WORD] [--fixtures FOLDER] [--cli FILE] [--page FILE]
 *
 * With `--page` the tables are also written as a page: docs/conformance.md. Without fixtures, only what is generated is
 * compared.
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
import { isAsAuthorized, rbacLines, rbacRun } from './conformance/rbac.ts';
import { networkLines, networkRun } from './conformance/network-policy.ts';
import { peersLines } from './conformance/peers/report.ts';
import { peersRun } from './conformance/peers/run.ts';
import { judge } from './conformance/verdict.ts';
import { inParallel } from './in-parallel.ts';

/** Number of generated pods to compare at every version, besides those with a single fault, and of generated clusters. */
const [pods, clusters] = [5000, 5000];

/** The seed of the generators. */
const seed = 1;

/** Number of generated worlds of NetworkPolicies. */
const networkWorlds = 2000;

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
  const rbac = rbacRun(clusters, seed);
  const network = await networkRun(networkWorlds, seed, dirname(cli), fixtures);
  const peers = await peersRun(fixtures, dirname(cli));

  const different = results.filter(({ verdict }) => verdict.kind === 'different').length;
  const steps = [
    ...(hasFixtures ? [sufficient(shares)] : []),
    isAsUpstream(podSecurity),
    isAsAuthorized(rbac),
    network.different.length === 0,
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
    '',
    ...rbacLines(rbac),
    ...networkLines(network),
    ...(peers === null ? [] : ['', ...peersLines(peers)]),
    ...(hasFixtures ? [] : ['', `${fixtures} does not exist: no charts and no kustomizations were compared`]),
    '',
    `${results.length + steps.length - failed} passed, ${failed} failed`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (values.page !== undefined) {
    const run = { results, shares, podSecurity, rbac, network, peers };
    await writeFile(resolve(root, values.page), pageOf(run, fixtures));
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
