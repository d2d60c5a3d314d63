/** A digest of everything that decides a verdict besides the commits. */
import { createHash } from 'node:crypto';
import { canonical } from '../../foundation/json.ts';
import { type Json } from '../../model/json.ts';
import { type Setting } from '../open/setting.ts';

/** SHA-256 in hex: the same for the same configuration, rules and version, whatever the order of keys in files. */
export function policyDigest({ layered, config, failOn, kubernetesVersion, world }: Setting): string {
  const hash = createHash('sha256').update(world.version);
  for (const { wasm, rules } of world.packs) hash.update(wasm).update(JSON.stringify(rules));
  const { sets } = config;
  const applied = JSON.parse(JSON.stringify({ ...layered.config, sets, failOn, kubernetesVersion })) as Json;
  return hash.update(canonical(applied)).digest('hex');
}
