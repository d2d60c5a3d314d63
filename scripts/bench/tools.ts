/** The commands of Plimsoll and of the other tools that benchmarks compare. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Command } from './measure.ts';

/** A row of the table: a tool and its process. */
export interface Contender {
  readonly name: string;
  readonly process: Command;
}

/** Our policies, and an adapter with which Conftest evaluates the same Rego on the same documents. */
export interface ConftestPolicies {
  readonly policies: string;
  readonly adapter: string;
}

/** What Plimsoll puts into `input` for a Deployment: the rules that look at pods, and where its pod stands. */
function adapter(rules: readonly (readonly string[])[]): string {
  return `package main

rules := ${JSON.stringify(rules)}

pod := {"spec": ["spec", "template", "spec"], "metadata": ["spec", "template", "metadata"]}

deny contains message if {
	input.kind == "Deployment"
	source := {"target": "default", "pod_security_version": null, "kubernetes_version": null}
	asked := {"object": input, "source": source, "rules": rules, "pod": pod}
	some finding in data.plimsoll.main.findings with input as asked
	message := concat(": ", [finding.rule, finding.message])
}
`;
}

const Rules = z.array(z.object({ id: z.string(), kinds: z.array(z.string()), compares: z.boolean().optional() }));

export async function writeConftestAdapter(root: string, folder: string): Promise<ConftestPolicies> {
  const rules = Rules.parse(JSON.parse(await readFile(join(root, 'dist/rules.json'), 'utf8')));
  // Conftest has no base to compare with.
  const ofPods = rules
    .filter(({ kinds, compares }) => kinds.includes('Pod') && compares !== true)
    .map(({ id }) => id.split('/'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'adapter.rego'), adapter(ofPods));
  return { policies: join(root, 'policies'), adapter: folder };
}

export function plimsoll(root: string, cwd: string, ...words: readonly string[]): Contender {
  const args = [join(root, 'dist/cli.js'), ...words, '--format', 'json', '--output', '/dev/null'];
  return { name: 'plimsoll', process: { command: process.execPath, args, cwd, codes: [0, 1, 3] } };
}

export function parseOnly(root: string, folder: string): Contender {
  const args = [join(root, 'scripts/bench/parse-only.mjs'), folder];
  return { name: 'js-yaml, parse only', process: { command: process.execPath, args, cwd: folder, codes: [0] } };
}

/** With `--no-fail`, it ends with 1 only if the policies could not be evaluated. */
export function conftest({ policies, adapter: main }: ConftestPolicies, folder: string): Contender {
  const args = ['test', '--no-fail', '--policy', policies, '--policy', main, '--no-color', '--output', 'json', folder];
  return { name: 'conftest, same Rego', process: { command: 'conftest', args, cwd: folder, codes: [0] } };
}

export function kubeScore(folder: string, files: readonly string[]): Contender {
  return {
    name: 'kube-score',
    process: { command: 'kube-score', args: ['score', '--output-format', 'ci', ...files], cwd: folder, codes: [0, 1] },
  };
}

/** Without `--skip-download` it asks a server for its guides first, which would be measured too. */
export function checkov(folder: string, framework: 'kubernetes' | 'helm'): Contender {
  const what = ['--directory', folder, '--framework', framework, '--skip-download'];
  const args = [...what, '--quiet', '--compact', '--output', 'json'];
  return { name: 'checkov', process: { command: 'checkov', args, cwd: folder, codes: [0, 1] } };
}

/**
 * Renders one chart after the other, with its defaults and with each of its ci values. Charts that fail are skipped.
 */
export function helmTemplateLoop(charts: string): Contender {
  const template = 'helm template --include-crds --kube-version 1.37.0 release-name';
  const script = `for c in */; do ${template} "$c"; for v in "$c"ci/*.yaml; do [ -f "$v" ] && ${template} "$c" -f "$v"; done; done; true`;
  return {
    name: 'helm template, each by itself',
    process: { command: 'bash', args: ['-c', `(${script}) >/dev/null 2>&1`], cwd: charts, codes: [0] },
  };
}

export function helmTemplate(cwd: string, ...args: readonly string[]): Contender {
  return {
    name: 'helm template',
    process: { command: 'helm', args: ['template', '--include-crds', 'release-name', ...args], cwd, codes: [0] },
  };
}
