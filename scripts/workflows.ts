/**
 * Checks all workflows with actionlint and zizmor: our own, the examples, those in pages, and those that `plimsoll init` writes.
 * Two workflows with known faults show that the tools find faults.
 *
 *     npm run workflows [-- --actionlint FILE --zizmor FILE]
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './command.ts';
import { runSteps, type Step } from './steps.ts';
import { allWorkflows, type NamedWorkflow } from './workflows/texts.ts';

/** A tool that exits with 0 for a workflow without faults. */
interface Linter {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A workflow in which it finds a fault. */
  readonly faulty: string;
}

const { values } = parseArgs({
  options: {
    actionlint: { type: 'string', default: 'actionlint' },
    zizmor: { type: 'string', default: 'zizmor' },
  },
});

/** A path is relative to where this was started; a name is searched. */
function program(name: string): string {
  return name.includes('/') ? resolve(name) : name;
}

const start = 'name: faulty\non: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n';

const linters: readonly Linter[] = [
  // Whether shellcheck and pyflakes are installed must not change the result.
  {
    name: 'actionlint',
    command: program(values.actionlint),
    args: ['-no-color', '-shellcheck=', '-pyflakes='],
    faulty: `${start}      - run: echo \${{ github.no_such_thing }}\n`,
  },
  // No network: pages of advisories change, and a commit must not fail because of them.
  {
    name: 'zizmor',
    command: program(values.zizmor),
    args: ['--offline', '--no-progress', '--color', 'never', '--persona', 'pedantic', '--strict-collection'],
    faulty: `${start}      - uses: actions/checkout@v4\n`,
  },
];

/** The faults that a tool finds. Both tools take the folder's name for that of a repository. */
async function faultsIn({ command, args }: Linter, text: string, scratch: string): Promise<readonly string[]> {
  const folder = join(await mkdtemp(join(scratch, 'repository-')), '.github/workflows');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'workflow.yml');
  await writeFile(file, text);
  const { code, stdout, stderr } = await run(command, [...args, file], { cwd: scratch, seconds: 60 });
  return code === 0
    ? []
    : [`${stdout}${stderr}`.replaceAll(folder, '.github/workflows').trim() || `exit ${code ?? '?'}`];
}

function stepsFor(linter: Linter, workflows: readonly NamedWorkflow[], scratch: string): readonly Step[] {
  return [
    {
      name: `${linter.name} finds a fault`,
      run: async () => ((await faultsIn(linter, linter.faulty, scratch)).length > 0 ? [] : ['it found none']),
    },
    ...workflows.map(({ name, text }) => ({
      name: `${linter.name}: ${name}`,
      run: () => faultsIn(linter, text, scratch),
    })),
  ];
}

async function main(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'plimsoll-workflows-'));
  try {
    const workflows = await allWorkflows(resolve(import.meta.dirname, '..'));
    await runSteps(linters.flatMap((linter) => stepsFor(linter, workflows, scratch)));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

await main();
