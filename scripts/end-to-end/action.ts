/** Runs the bundled Action as the GitHub runner does, and checks its outputs. */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { run } from '../command.ts';
import type { Step } from '../steps.ts';
import { wrongCode, type Stage } from './command-line.ts';

const Manifest = z.object({ inputs: z.record(z.string(), z.object({ default: z.coerce.string().default('') })) });

/**
 * The inputs as the runner passes them: the defaults of action.yml, with expressions (such as the token) left empty.
 */
async function inputs(
  root: string,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const manifest = Manifest.parse(load(await readFile(join(root, 'action.yml'), 'utf8')));
  const entries = Object.entries(manifest.inputs).map(([name, { default: value }]) => {
    const text = given[name] ?? (value.startsWith('${{') ? '' : value);
    return [`INPUT_${name.toUpperCase()}`, text] as const;
  });
  return Object.fromEntries(entries);
}

/** Files that GitHub's runner gives to an Action, initially empty. */
async function runnerFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_EVENT_PATH'].map(
    (name) => [name, join(folder, name)] as const,
  );
  for (const [name, file] of entries) await writeFile(file, name === 'GITHUB_EVENT_PATH' ? '{}' : '');
  return Object.fromEntries(entries);
}

/**
 * Runs the Action as the runner does on a schedule: it audits the example, fails, and writes the job summary and
 * outputs. Comments in pull requests are tested with a fake GitHub server in `__tests__`.
 */
export function actionSteps({ root, node, version }: Stage, scratch: string): readonly Step[] {
  return [
    {
      name: `${version}: the Action audits the example`,
      run: async () => {
        const folder = await mkdtemp(join(scratch, 'runner-'));
        const files = await runnerFiles(folder);
        // A copy, because the Action writes its report into the workspace.
        const workspace = join(folder, 'workspace');
        await cp(join(root, 'examples/shop/base'), workspace, { recursive: true });
        const outcome = await run(node, [join(root, 'dist/index.js')], {
          cwd: workspace,
          env: {
            ...files,
            ...(await inputs(root, { mode: 'audit' })),
            GITHUB_ACTIONS: 'true',
            GITHUB_EVENT_NAME: 'schedule',
            GITHUB_REPOSITORY: 'shop/shop',
            GITHUB_WORKSPACE: workspace,
            RUNNER_TEMP: scratch,
          },
        });
        const [summary, outputs] = await Promise.all(
          [files['GITHUB_STEP_SUMMARY'], files['GITHUB_OUTPUT']].map((file) => readFile(file ?? '', 'utf8')),
        );
        return [
          ...wrongCode(outcome, [1]),
          ...(summary === '' ? ['the job summary is empty'] : []),
          ...(/^verdict/m.test(outputs ?? '') ? [] : ['there is no output verdict']),
        ];
      },
    },
  ];
}
