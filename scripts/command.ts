/** Runs commands for scripts, without a shell. */
import { spawn } from 'node:child_process';

/** The result of a command. */
export interface Outcome {
  /** The exit code; null if a signal ended it, or if it could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Time limit, after which it is killed; 600 by default. */
  readonly seconds?: number;
}

/** Runs a command without a shell and without input. If it can't be started, `code` is null and `stderr` says why. */
export function run(command: string, args: readonly string[], options: CommandOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Node's own `timeout` keeps the process alive for its whole length when the command can't be started.
    const limit = setTimeout(() => child.kill(), (options.seconds ?? 600) * 1000);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => {
      clearTimeout(limit);
      resolve({ code: null, stdout: '', stderr: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') });
    });
  });
}

/** Runs a script with the current Node. */
export function runNode(root: string, args: readonly string[]): Promise<Outcome> {
  return run(process.execPath, args, { cwd: root });
}

/** The arguments for `node` that run a TypeScript file of this repository. */
export function typescript(file: string, ...args: readonly string[]): readonly string[] {
  return ['--import', 'tsx', file, ...args];
}
