/** Loads the compiled built-in rules from dist. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Pack } from '../evaluate.ts';
import { type SourceInput } from '../../model/question.ts';
import { levelNames } from '../../model/rule.ts';
import { ruleSchema } from './rule-schema.ts';

/** The fields of `input.source` that the built-in rules read; a test checks it. */
export const readByBuiltIn = [
  'id',
  'kind',
  'kubernetes_version',
  'namespace',
  'pod_security_version',
  'target',
] as const satisfies readonly (keyof SourceInput)[];

/**
 * Loads the compiled built-in rules from policies.wasm and rules.json, which `npm run build` writes. The entrypoint of
 * `wasm` is plimsoll/main/findings; `rules` are sorted by id.
 *
 * @param directory the folder with both files, such as dist.
 * @throws {Error} if a file is missing or invalid: the installation is broken.
 */
export async function loadPack(directory: string): Promise<Pack> {
  const [wasm, text] = await Promise.all([
    readFile(join(directory, 'policies.wasm')),
    readFile(join(directory, 'rules.json'), 'utf8'),
  ]);
  const rules = z.array(ruleSchema).min(1).safeParse(JSON.parse(text));
  if (!rules.success) throw new Error(`rules.json is not a list of rules: ${z.prettifyError(rules.error)}`);
  const missing = levelNames.filter((name) => !rules.data.some(({ level }) => level?.name === name));
  // Without them no finding would count for the level, and every workload would meet it.
  if (missing.length > 0) throw new Error(`rules.json has no rule of the Pod Security level ${missing.join(', ')}`);
  return { wasm, rules: rules.data, reads: readByBuiltIn };
}
