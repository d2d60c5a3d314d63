/** `npm run check`: all checks of a commit that need neither Go nor fixtures. */
import { resolve } from 'node:path';
import { commandStep } from './check/command-step.ts';
import { committedTextStep } from './check/committed-text.ts';
import { distFreshStep } from './check/dist-fresh.ts';
import { exportedNamesStep } from './check/exported-names.ts';
import { lockFileStep } from './check/lock-file.ts';
import { typescript } from './command.ts';
import { runSteps, type Step } from './steps.ts';

const root = resolve(import.meta.dirname, '..');

const formatted = ['{src,scripts,__tests__,engine}/**/*.{ts,mjs}', '*.{ts,js}'];

/** A step that passes if a generator would change nothing. */
function generated(name: string, script: string): Step {
  return commandStep(root, name, typescript(script, '--check'), 'run: npm run generate');
}

const steps: readonly Step[] = [
  commandStep(root, 'types', ['node_modules/typescript/bin/tsc', '-p', '.']),
  commandStep(root, 'lint', ['node_modules/eslint/bin/eslint.js', '.']),
  commandStep(
    root,
    'dependencies',
    ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', 'src'],
    'see .dependency-cruiser.mjs and ARCHITECTURE.md',
  ),
  commandStep(
    root,
    'format',
    ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', ...formatted],
    'run: npm run format',
  ),
  generated('rule pages', 'scripts/policies/pages.ts'),
  generated('schemas and report page', 'scripts/schemas.ts'),
  generated('configuration page', 'scripts/config-page.ts'),
  generated('inputs and outputs of the action', 'scripts/readme.ts'),
  generated('example of a review', 'scripts/readme-example.ts'),
  generated('examples of workflows', 'scripts/workflow-examples.ts'),
  generated('README picture', 'scripts/readme/picture.ts'),
  distFreshStep(root),
  lockFileStep(root),
  exportedNamesStep(root),
  committedTextStep(root),
];

await runSteps(steps);
