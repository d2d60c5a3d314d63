/** Compiles and checks a folder of the user's own rules (`--policies`). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Rego, type RegoOutcome } from '../../engine/rego.ts';
import { ConfigurationError, messageOf } from '../../foundation/errors.ts';
import { checkedHeaders } from './checked-headers.ts';
import { batchEntrypoint, type Pack } from '../evaluate.ts';
import { readModules } from './modules.ts';

/** The entrypoint of policies.wasm as well. */
export const entrypoint = 'plimsoll/main/findings';

/**
 * Compiles a folder of the user's own rules with the layout of the built-in ones: `rules/<group>/<rule>/<rule>.rego`.
 * They may import the built-in library, and may not have the id of a built-in rule.
 *
 * @param families names of existing families of facts. If a header does not declare `facts`, they are read from its
 * Rego.
 * @throws {ConfigurationError} that names file and line of a compile error, or what is wrong with a header.
 */
export async function loadUserPack(
  directory: string,
  assets: string,
  builtIn: Pack,
  rego: Rego,
  families: readonly string[],
): Promise<Pack> {
  const own = await readOwn(directory);
  const modules = new Map([...(await readLibrary(assets)), ...own]);
  const source = { modules, version: 'v1' } as const;
  const facts = { known: families, isAlwaysDeclared: false };
  const { rules, faults } = valueOf(directory, await checkedHeaders(modules, rego, facts));
  const taken = rules
    .filter(({ id }) => builtIn.rules.some((rule) => rule.id === id))
    .map(({ id }) => `${id} is the name of a built-in rule`);
  const levelled = rules
    .filter(({ level }) => level !== undefined)
    .map(({ id }) => `${id} has a level, which only built-in rules may have: remove custom.level`);
  const wrong = [...faults, ...taken, ...levelled];
  if (wrong.length > 0)
    throw new ConfigurationError('--policies', wrong.map((fault) => `${directory}: ${fault}`).join('\n'));
  if (rules.length === 0)
    throw new ConfigurationError(
      '--policies',
      `${directory} has no rule: expected rules/<group>/<rule>/<rule>.rego in it.`,
    );
  const { wasm } = valueOf(
    directory,
    await rego.compile({ ...source, entrypoints: [entrypoint, batchEntrypoint], allow: [] }),
  );
  return {
    wasm,
    rules,
    reads: ['id', 'kind', 'path', 'target', 'namespace', 'pod_security_version', 'kubernetes_version'],
  };
}

async function readOwn(directory: string): Promise<ReadonlyMap<string, string>> {
  try {
    return await readModules(directory);
  } catch (thrown) {
    throw new ConfigurationError('--policies', `--policies ${directory} can't be read: ${messageOf(thrown)}`);
  }
}

/** The files of policies/lib and policies/main.rego, which `npm run build` puts next to the wasm. */
async function readLibrary(assets: string): Promise<Map<string, string>> {
  const files = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(join(assets, 'library.json'), 'utf8')));
  return new Map(Object.entries(files));
}

function valueOf<T>(directory: string, outcome: RegoOutcome<T>): T {
  if (outcome.ok) return outcome.value;
  const faults = outcome.faults.map(({ file, line, message }) => `${directory}/${file}:${line}: ${message}`);
  throw new ConfigurationError(
    '--policies',
    faults.length > 0 ? faults.join('\n') : `${directory}: ${outcome.error.message}`,
    'rego-invalid',
  );
}
