import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { keptFacts, type KeptFacts } from './kept-facts.ts';
import { folderStore, keepsNothing, type Store } from '../../foundation/cache/json-store.ts';
import { keptTold, type KeptTold } from './kept-told.ts';
import { type Pack } from '../../rules/evaluate.ts';

/** What earlier runs found out, by the hash of all that it hangs on. No renders and no values are in it. */
export interface Memory {
  /** Whether anything is kept at all. */
  readonly isOn: boolean;
  /** What sources bring to their clusters. */
  readonly facts: Store<KeptFacts>;
  /** What was said of sources. */
  readonly told: Store<KeptTold>;
  /** Which rules and which program it was; part of every key. */
  readonly makers: string;
}

/** @param folder is kept between runs; null: nothing is kept. */
export function memoryOf(folder: string | null, version: string, packs: readonly Pack[]): Memory {
  if (folder === null) return { isOn: false, facts: keepsNothing, told: keepsNothing, makers: version };
  const hash = createHash('sha256').update(version);
  for (const { wasm, rules } of packs) hash.update(wasm).update(JSON.stringify(rules));
  return {
    isOn: true,
    facts: folderStore(join(folder, 'facts'), keptFacts),
    told: folderStore(join(folder, 'findings'), keptTold),
    makers: hash.digest('hex'),
  };
}
