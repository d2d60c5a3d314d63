/** The cache of earlier runs: contributions to facts, and results of sources. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { keptFacts, type KeptFacts } from './kept-facts.ts';
import { folderStore, keepsNothing, type Store } from '../../foundation/cache/json-store.ts';
import { keptJudgement, type KeptJudgement } from './kept-judgement.ts';
import { type Pack } from '../../rules/evaluate.ts';

/** Results of earlier runs by the hash of everything that they depend on. Contains no renders and no values. */
export interface Memory {
  /** Whether a cache is used at all. */
  readonly isOn: boolean;
  /** What sources contribute to their clusters. */
  readonly facts: Store<KeptFacts>;
  /** The results of sources. */
  readonly judgements: Store<KeptJudgement>;
  /** Hash of the program's version and the rules; part of every key. */
  readonly makers: string;
}

/** @param folder a folder kept between runs; null: nothing is stored. */
export function memoryOf(folder: string | null, version: string, packs: readonly Pack[]): Memory {
  if (folder === null) return { isOn: false, facts: keepsNothing, judgements: keepsNothing, makers: version };
  const hash = createHash('sha256').update(version);
  for (const { wasm, rules } of packs) hash.update(wasm).update(JSON.stringify(rules));
  return {
    isOn: true,
    facts: folderStore(join(folder, 'facts'), keptFacts),
    judgements: folderStore(join(folder, 'findings'), keptJudgement),
    makers: hash.digest('hex'),
  };
}
