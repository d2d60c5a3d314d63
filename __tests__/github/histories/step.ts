/** Runs the step of the Action: in this process, or as the bundle. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { act } from '../../../src/action/act.ts';
import type { ActionWorld } from '../../../src/action/act-world.ts';
import { readyCommits } from '../../../src/action/commits.ts';
import { diffOfReport } from '../../../src/action/diff-of-report.ts';
import type { Report } from '../../../src/model/report.ts';
import { openGitHub } from '../../../src/publish/client.ts';
import { recorder } from '../../action/recorder.ts';

/** What a step has around it. */
export interface Job {
  readonly env: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  /** A folder outside of the workspace, for files of the runner. */
  readonly temporary: string;
  /** Called when the verdict is told: by then, nothing may be written to GitHub. */
  readonly verdictTold: () => void;
}

export interface StepResult {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** Null where none was written. */
  readonly report: Report | null;
  readonly summary: string;
  readonly log: string;
}

export type Step = (job: Job) => Promise<StepResult>;

interface Declared {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
}

/** The inputs of action.yml by default. */
export function defaultInputs(): Record<string, string> {
  const { inputs } = parse(readFileSync('action.yml', 'utf8')) as Declared;
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default ?? '']));
}

export type Look = Pick<ActionWorld, 'review' | 'audit'> & Partial<Pick<ActionWorld, 'commits' | 'diff'>>;

/** In this process. `second` is how long a second of waiting is, in milliseconds. */
export function stepInProcess(look: Look, second: number): Step {
  return async ({ env, inputs, temporary, verdictTold }) => {
    const recording = recorder(inputs);
    const runner: typeof recording = {
      ...recording,
      output: (name, value) => {
        if (name === 'verdict') verdictTold();
        recording.output(name, value);
      },
    };
    const exitCode = await act({
      ...{ commits: readyCommits, diff: diffOfReport, ...look, env, runner, now: Date.now },
      connect: (token) => Promise.resolve(openGitHub({ token, api: env['GITHUB_API_URL'] ?? '', second })),
    });
    const { outputs, summaries, lines } = recording;
    return {
      ...{ exitCode, outputs, log: lines.join('\n'), summary: summaries.at(-1) ?? '' },
      report: readReport(join(temporary, 'plimsoll-report.json')),
    };
  };
}

/** As a process, the way the runner starts the bundle. Its waits are as long as they are. */
export function stepOfBundle(bundle: string): Step {
  return async ({ env, inputs, temporary }) => {
    const files = { GITHUB_OUTPUT: join(temporary, 'output'), GITHUB_STEP_SUMMARY: join(temporary, 'summary') };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const);
    const variables = {
      ...env,
      ...files,
      ...Object.fromEntries(given),
      PATH: process.env['PATH'] ?? '',
      HOME: temporary,
    };
    const { code, printed } = await ran(bundle, variables, env['GITHUB_WORKSPACE'] ?? '.');
    return {
      ...{ exitCode: code, log: printed, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') },
      outputs: outputsIn(readFileSync(files.GITHUB_OUTPUT, 'utf8')),
      report: readReport(join(temporary, 'plimsoll-report.json')),
    };
  };
}

function ran(bundle: string, env: NodeJS.ProcessEnv, cwd: string): Promise<{ code: number; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? -1, printed: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** The runner's format: `name<<delimiter`, the value, the delimiter. The last one counts. */
function outputsIn(text: string): Record<string, string> {
  const found = text.matchAll(/^(\S+?)<<(\S+)\n([^]*?)\n?\2$/gmu);
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
}

function readReport(file: string): Report | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null;
}
