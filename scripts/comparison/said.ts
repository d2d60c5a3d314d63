/** Runs each tool on a file and counts how often it names each of its checks. */

/** What each tool says of a file: how often it names each of its checks. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { run } from '../command.ts';

/** Ids of checks that failed, each as often as it did. */
export type Said = readonly string[];

export interface Tool {
  readonly name: string;
  /** As one would type it; FILE is the manifest. */
  readonly command: string;
  readonly say: (file: string) => Promise<Said>;
}

const root = resolve(import.meta.dirname, '../..');

/** @throws {Error} when the tool ends with another code than 0 or 1: it has then not looked. */
async function output(command: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, { cwd: root });
  if (code !== 0 && code !== 1) throw new Error(`${command} ${args.join(' ')}: ${code ?? 'not run'}: ${stderr}`);
  return stdout;
}

const Report = z.object({ findings: z.array(z.object({ rule: z.string() })), problems: z.array(z.unknown()) });

const plimsoll: Tool = {
  name: 'Plimsoll',
  command: 'node dist/cli.js audit FILE --sets all',
  say: async (file) => {
    const text = await output(process.execPath, ['dist/cli.js', 'audit', file, '--sets', 'all', '--format', 'json']);
    return Report.parse(JSON.parse(text)).findings.map(({ rule }) => rule);
  },
};

const CheckovReport = z.object({
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string() })) }),
});

const checkov: Tool = {
  name: 'checkov',
  command: 'checkov --file FILE --framework kubernetes secrets --skip-download',
  say: async (file) => {
    const frameworks = ['--framework', 'kubernetes', 'secrets'];
    const text = await output('checkov', ['--file', file, ...frameworks, '--skip-download', '--output', 'json']);
    const parsed: unknown = JSON.parse(text);
    const reports = z.array(CheckovReport).parse(Array.isArray(parsed) ? parsed : [parsed]);
    return reports.flatMap(({ results }) => results.failed_checks.map(({ check_id: id }) => id));
  },
};

/** What kube-score gives from here on it prints as OK. */
const almostOk = 7;

const Scored = z.array(
  z.object({
    checks: z.array(
      z.object({ check: z.object({ id: z.string() }), grade: z.number(), skipped: z.boolean().default(false) }),
    ),
  }),
);

/** Those of kube-score's tests that run only when they are asked for. */
export async function optionalTests(): Promise<readonly string[]> {
  const lines = (await output('kube-score', ['list'])).trim().split('\n');
  return lines.filter((line) => line.endsWith(',optional')).map((line) => line.split(',')[0] ?? '');
}

/** With its optional tests, as the others run all that they have; for the Kubernetes that Plimsoll takes. */
const kubeScore: Tool = {
  name: 'kube-score',
  command: 'kube-score score --kubernetes-version v1.36 --all-default-optional FILE',
  say: async (file) => {
    const flags = ['--kubernetes-version', 'v1.36', '--all-default-optional', '--output-format', 'json'];
    const text = await output('kube-score', ['score', ...flags, file]);
    const checks = Scored.parse(JSON.parse(text)).flatMap((object) => object.checks);
    return checks.filter(({ grade, skipped }) => !skipped && grade < almostOk).map(({ check }) => check.id);
  },
};

export const tools: readonly Tool[] = [plimsoll, checkov, kubeScore];

/** What is said of a file beyond what is said of another one: each id once, sorted. */
export function beyond(said: Said, of: Said): readonly string[] {
  const times = (list: Said, id: string): number => list.filter((each) => each === id).length;
  return [...new Set(said)].filter((id) => times(said, id) > times(of, id)).sort();
}
