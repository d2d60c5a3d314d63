/** Runs the bundled command line as users do, and checks exit codes and reports. */
import { join } from 'node:path';
import { run, type Outcome } from '../command.ts';
import type { Step } from '../steps.ts';
import type { JudgeReport } from './report-schema.ts';

/** The bundles, and the Node that runs them. */
export interface Stage {
  /** The repository. */
  readonly root: string;
  /** A Node executable, and its version. */
  readonly node: string;
  readonly version: string;
  readonly judge: JudgeReport;
}

/** Faults of an outcome whose exit code should be one of `codes`. */
export function wrongCode({ code, stderr }: Outcome, codes: readonly number[]): readonly string[] {
  if (code !== null && codes.includes(code)) return [];
  return [`ended with ${code ?? 'a signal'}, expected ${codes.join(' or ')}`, stderr.slice(-2000)];
}

function cliStep(
  stage: Stage,
  name: string,
  args: readonly string[],
  judge: (outcome: Outcome) => readonly string[],
): Step {
  return {
    name: `${stage.version}: ${name}`,
    run: async () => judge(await run(stage.node, [join(stage.root, 'dist/cli.js'), ...args], { cwd: stage.root })),
  };
}

/** Steps that run the bundled command line. */
export function commandLineSteps(stage: Stage): readonly Step[] {
  const { root, node, version, judge } = stage;
  const chart = 'examples/shop/base/charts/web';
  return [
    {
      name: `${version}: npm run demo`,
      run: async () => wrongCode(await run(node, ['scripts/demo.mjs'], { cwd: root }), [0]),
    },
    cliStep(stage, 'audit of the example', ['audit', 'examples/shop/base', '--format', 'json'], (outcome) => [
      ...wrongCode(outcome, [1]),
      ...judge(outcome.stdout),
    ]),
    cliStep(stage, 'render of the example chart', ['render', chart], (outcome) => [
      ...wrongCode(outcome, [0]),
      ...(outcome.stdout.includes('kind: Deployment') ? [] : ['there is no Deployment in it']),
    ]),
    cliStep(stage, 'wrong usage ends with 2', ['review', '--no-such-option'], (outcome) => wrongCode(outcome, [2])),
  ];
}
