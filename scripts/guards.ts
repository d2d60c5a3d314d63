/**
 * Takes away each guard of what the Action writes and believes, in a copy of the work tree, and expects that its history fails.
 * Untouched, the history passes.
 *
 *     npm run guards [-- --only WORD]
 */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './command.ts';
import { type Guard, guards } from './guards/guards.ts';
import { runSteps, type Step } from './steps.ts';

const root = resolve(import.meta.dirname, '..');

/** A copy of all files that git knows or would add. */
async function copyInto(folder: string): Promise<void> {
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = listed.stdout.split('\0').filter((file) => file !== '');
  for (const file of files) await cp(join(root, file), join(folder, file), { recursive: true }).catch(ignoreDeleted);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** A file that is in the index, and deleted in the work tree. */
function ignoreDeleted(thrown: unknown): void {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
}

/** The numbers of histories that passed and failed. */
async function played({ test, history }: Guard, cwd: string): Promise<{ passed: number; failed: number }> {
  const pattern = history.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const args = ['node_modules/.bin/vitest', 'run', `__tests__/github/histories/${test}`, '-t', pattern];
  const { stdout } = await run(process.execPath, [...args, '--reporter', 'json', '--test-timeout', '40000'], {
    cwd,
    seconds: 240,
  });
  const result = /\{"numTotalTestSuites".*\}/su.exec(stdout)?.[0] ?? '{}';
  const counts = JSON.parse(result) as { numPassedTests?: number; numFailedTests?: number };
  return { passed: counts.numPassedTests ?? 0, failed: counts.numFailedTests ?? 0 };
}

async function faultsOf(guard: Guard, folder: string): Promise<readonly string[]> {
  const whole = await played(guard, folder);
  if (whole.passed === 0 || whole.failed > 0)
    return [`untouched, ${whole.passed} histories pass and ${whole.failed} fail: ${guard.history}`];
  const file = join(folder, guard.file);
  const text = await readFile(file, 'utf8');
  if (text.split(guard.search).length !== 2) return [`${guard.file} does not have exactly one: ${guard.search}`];
  await writeFile(
    file,
    text.replace(guard.search, () => guard.replacement),
  );
  try {
    const broken = await played(guard, folder);
    return broken.failed > 0 ? [] : [`without the guard, ${guard.test} passes: ${guard.history}`];
  } finally {
    await writeFile(file, text);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-guards-'));
  try {
    await copyInto(folder);
    const chosen = guards.filter(({ name }) => name.includes(values.only));
    await runSteps(chosen.map((guard): Step => ({ name: guard.name, run: () => faultsOf(guard, folder) })));
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.filename === process.argv[1]) await main();
