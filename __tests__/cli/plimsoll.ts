/** The command line as it is shipped, in a process of its own, writing into pipes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

export const cli = join(import.meta.dirname, '../../dist/cli.js');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param more variables beside those of the tests; no colours unless they say so. */
export function plimsollWith(
  more: Readonly<Record<string, string>>,
  directory: string,
  ...args: readonly string[]
): Promise<Ended> {
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...more };
  return new Promise((ended) => {
    execFile(process.execPath, [cli, ...args], { cwd: directory, env }, (error, stdout, stderr) => {
      ended({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

export function plimsoll(directory: string, ...args: readonly string[]): Promise<Ended> {
  return plimsollWith({}, directory, ...args);
}
