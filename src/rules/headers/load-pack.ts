import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Pack, type SourceInput } from '../evaluate.ts';
import { ruleSchema } from './rule-schema.ts';

/** What the built-in rules read of `input.source`; a test holds them to it. */
export const readByBuiltIn = ['pod_security_version', 'target'] as const satisfies readonly (keyof SourceInput)[];

/**
 * The built-in rules, compiled: the entrypoint of `wasm` is plimsoll/main/findings, `rules` are sorted by id.
 * Reads policies.wasm and rules.json, as `npm run build` makes them.
 * @param directory the folder that holds both, for instance dist.
 * @throws {Error} when a file is missing or is not what the build makes: a broken installation, never a pass.
 */
export async function loadPack(directory: string): Promise<Pack> {
  const [wasm, text] = await Promise.all([
    readFile(join(directory, 'policies.wasm')),
    readFile(join(directory, 'rules.json'), 'utf8'),
  ]);
  const rules = z.array(ruleSchema).min(1).safeParse(JSON.parse(text));
  if (!rules.success) throw new Error(`rules.json is not a list of rules: ${z.prettifyError(rules.error)}`);
  return { wasm, rules: rules.data, reads: readByBuiltIn };
}
