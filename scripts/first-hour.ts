/**
 * Plays the first hour in the repositories of the fixtures, which have no configuration: `plimsoll init`, then their real pull
 * requests. Says what each of them would get, and checks that nothing is red or told that the pull request did not change.
 *
 *     npm run first-hour [-- --only WORD]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isIntroduced } from '../src/report/labels.ts';
import { failing } from '../src/report/tally.ts';
import { openWorld } from '../src/run/open/open-world.ts';
import { type World } from '../src/run/open/world.ts';
import { cloneBundles, type History } from './end-to-end/pull-requests.ts';
import { reviewPage, reviewPull, type Told } from './first-hour/pull-requests.ts';
import { runSteps, type Step } from './steps.ts';

/** What the first hour may cost a reader: comments that do not block the merge, and comments in all. */
const most = { advice: 5, all: 30 } as const;

/** What is wrong with what a pull request gets. */
function faultsOf({ pull, report, comments }: Told): readonly string[] {
  const advice = comments.filter(({ blocks }) => !blocks).length;
  const foreign = failing(report).filter(({ status }) => !isIntroduced(status));
  const old = report.verdict === 'error' && report.problems.every(({ status }) => status === 'existing');
  return [
    ...(advice > most.advice ? [`${pull}: ${advice} comments that do not block`] : []),
    ...(comments.length > most.all ? [`${pull}: ${comments.length} comments`] : []),
    ...foreign.map(({ rule }) => `${pull}: ${rule} fails it, and was there before`),
    ...(old && report.sources.length > 0 ? [`${pull}: an error although it changes nothing that failed`] : []),
  ];
}

function row({ pull, report, comments }: Told): string {
  const blocking = comments.filter(({ blocks }) => blocks).length;
  const rules = [...new Set(comments.flatMap((each) => each.rules))].join(', ');
  return `${pull}: ${report.verdict}, ${comments.length} comments, ${blocking} of them block${rules === '' ? '' : ` (${rules})`}`;
}

/** The steps of one repository, and what its pull requests get once they have run. */
function stepsFor({ name, directory, pulls }: History, world: World, all: Told[]): readonly Step[] {
  const [first = ''] = pulls;
  const mine: Told[] = [];
  return [
    {
      name: `${name}: a page alone is neither red nor commented`,
      run: async () => {
        const { report, comments } = await reviewPage(directory, first, world);
        const said = comments.map(({ rules }) => `a comment: ${rules.join(', ')}`);
        return report.verdict === 'pass' ? said : [`the verdict is ${report.verdict}`, ...said];
      },
    },
    ...pulls.map((pull) => ({
      name: `${name}: ${pull}`,
      run: async () => {
        const told = await reviewPull(directory, pull, world);
        mine.push(told);
        all.push({ ...told, pull: `${name} ${pull}` });
        return faultsOf(told);
      },
    })),
    {
      name: `${name}: the first comment comes with at most ${most.advice}`,
      run: () => {
        const commented = mine.find(({ comments }) => comments.length > 0);
        if (commented === undefined) return Promise.resolve([`no comment in ${mine.length} pull requests`]);
        const advice = commented.comments.filter(({ blocks }) => !blocks).length;
        return Promise.resolve(advice <= most.advice ? [] : [row(commented)]);
      },
    },
  ];
}

async function main(): Promise<void> {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const scratch = await mkdtemp(join(tmpdir(), 'plimsoll-first-hour-'));
  const world = await openWorld(() => undefined, null);
  try {
    const histories = await cloneBundles(resolve(root, '../shared/fixtures'), scratch);
    const all: Told[] = [];
    await runSteps(
      histories.filter(({ name }) => name.includes(values.only)).flatMap((history) => stepsFor(history, world, all)),
    );
    process.stderr.write(all.map((told) => `${row(told)}\n`).join(''));
  } finally {
    await world.engines.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

await main();
