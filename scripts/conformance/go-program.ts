/** Builds and asks the Go programs in engine/generate, which answer for upstream's own code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The lines that a program prints for some input, with these arguments. */
export type AskGo = (input: string, ...args: readonly string[]) => readonly string[];

/**
 * Builds the program in engine/generate/<name>, lets `use` ask it, and removes it.
 *
 * @throws {Error} if it can't be built or started, or fails.
 */
export function withGoProgram<T>(name: string, use: (ask: AskGo) => T): T {
  const folder = mkdtempSync(join(tmpdir(), `plimsoll-${name}-`));
  try {
    const program = join(folder, name);
    output('go build', 'go', ['build', '-o', program, '.'], { cwd: join(root, 'engine/generate', name) });
    return use((input, ...args) => output(name, program, args, { input }).trimEnd().split('\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One line of JSON for each value. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function output(
  name: string,
  program: string,
  args: readonly string[],
  given: { readonly cwd?: string; readonly input?: string },
): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...given,
    encoding: 'utf8',
    maxBuffer: 2 ** 29,
  });
  if (status !== 0) throw new Error(`${name}: ${error?.message ?? stderr}`);
  return stdout;
}
