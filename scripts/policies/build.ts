/**
 * Checks and compiles the policies: policies.wasm, rules.json and, for rules of users, library.json. The same policies
 * give the same bytes.
 *
 *     npx tsx scripts/policies/build.ts [--out dist] [--format]
 *
 * --format rewrites unformatted files; without it, they are an error.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/foundation/errors.ts';
import type { Rego, RegoModules } from '../../src/engine/rego.ts';
import { readable } from '../../src/facts/registry.ts';
import { checkedHeaders } from '../../src/rules/headers/checked-headers.ts';
import { batchEntrypoint, contextEntrypoint } from '../../src/rules/evaluate.ts';
import { entrypoint } from '../../src/rules/headers/users.ts';
import { readModules } from '../../src/rules/headers/modules.ts';
import { type Rule } from '../../src/model/rule.ts';
import { openEngines, orFaults } from './rego-engine.ts';

const policies = 'policies';

async function build(rego: Rego, options: { out: string; format: boolean }): Promise<void> {
  const modules = await formatted(rego, await readModules(policies), options.format);
  const source = { modules, version: 'v1' } as const;
  orFaults(await rego.check(source));
  const facts = { known: readable, isAlwaysDeclared: true };
  const { rules, faults } = orFaults(await checkedHeaders(modules, rego, facts));
  if (faults.length > 0) throw new Error(faults.map((fault) => `${policies}/${fault}`).join('\n'));
  const { wasm } = orFaults(
    await rego.compile({ ...source, entrypoints: [entrypoint, batchEntrypoint, contextEntrypoint], allow: [] }),
  );
  await mkdir(options.out, { recursive: true });
  await writeFile(join(options.out, 'policies.wasm'), wasm);
  const library = Object.fromEntries([...modules].filter(([file]) => !file.startsWith('rules/')));
  await writeFile(join(options.out, 'library.json'), `${JSON.stringify(library, null, 2)}\n`);
  // A built-in rule without sets is only in `all`; a user's rule without sets always runs.
  const shipped = rules.map((rule): Rule => ({ ...rule, sets: rule.sets ?? [] }));
  await writeFile(join(options.out, 'rules.json'), `${JSON.stringify(shipped, null, 2)}\n`);
}

async function formatted(rego: Rego, modules: RegoModules, rewrite: boolean): Promise<RegoModules> {
  const wanted = orFaults(await rego.format({ modules, version: 'v1' }));
  const unformatted = [...modules.keys()].filter((file) => wanted.get(file) !== modules.get(file));
  if (unformatted.length === 0) return modules;
  if (!rewrite) {
    const lines = unformatted.map((file) => `${policies}/${file}: is not formatted`);
    throw new Error([...lines, 'run: npx tsx scripts/policies/build.ts --format'].join('\n'));
  }
  for (const file of unformatted) await writeFile(join(policies, file), wanted.get(file) ?? '');
  return wanted;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'dist' }, format: { type: 'boolean', default: false } },
  });
  const engines = await openEngines(process.cwd());
  try {
    await build(engines.rego, values);
  } catch (thrown) {
    process.stderr.write(`${messageOf(thrown)}\n`);
    process.exitCode = 1;
  } finally {
    await engines.close();
  }
}

await main();
