/** Reads and stores the results of groups of sources in the cache. */
import { createHash } from 'node:crypto';
import { postureFamilies } from '../../findings/posture/registry.ts';
import { mapped } from '../../foundation/mapped.ts';
import { valueLayers } from '../../sources/helm/chart.ts';
import { fromKept, type RecalledJudgement, toKeep } from './kept-judgement.ts';
import { canonical } from '../../foundation/json.ts';
import { type Json } from '../../model/json.ts';
import { type Source } from '../../model/source.ts';
import { type Facts } from '../../facts/relate.ts';
import { isWhollyHere, mayPass, sourceKey } from '../look/remembered.ts';
import { type Secrets } from '../../secrets/secrets.ts';
import { type Setting } from '../open/setting.ts';
import { type Side } from '../../sources/side.ts';
import { type Judgement } from '../judge/judgement.ts';

/** The results of groups of sources in earlier runs. Groups share no file. */
export interface JudgementMemory {
  recall(part: readonly Source[]): Promise<RecalledJudgement | null>;
  retain(part: readonly Source[], judgement: Judgement, secrets: Secrets): Promise<void>;
}

/** The files that configure the deployment of a source, with their digests: results may be placed on their lines. */
function declared({ tree }: Side, source: Source): Json {
  const inline = valueLayers(source).map(({ file }) => file);
  const managing = (source.finishing?.namespaces ?? []).map(({ written }) => written.file);
  const files = [...(source.deployment === null ? [] : [source.deployment.place.file]), ...inline, ...managing];
  return files.map((file) => [file, tree.files.get(file)?.digest ?? null]);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function judgementMemory(
  side: Side,
  facts: Facts,
  setting: Setting,
  wantsFix: (rule: string) => boolean,
): JudgementMemory {
  const { memory, rules } = setting.world;
  const general = canonical([
    setting.configured,
    setting.evaluator.kubernetes,
    rules.filter(({ id }) => wantsFix(id)).map(({ id }) => id),
    JSON.stringify(facts.sbom),
    postureFamilies.map(({ id }) => id),
  ]);
  const known = mapped(facts.targets, (target) => hashOf(JSON.stringify(target)));
  const apartKey = ({ id }: Source): string | null => {
    const own = facts.apart?.(id) ?? null;
    return own === null ? null : hashOf(JSON.stringify(own));
  };
  const groupKey = (part: readonly Source[]): string => {
    const targets = [...new Set(part.map(({ target }) => target))].sort();
    return canonical([
      general,
      targets.map((target) => [target, known[target] ?? null]),
      part.map((source) => [
        sourceKey(side, source, setting),
        JSON.stringify(source.deployment),
        declared(side, source),
        apartKey(source),
      ]),
    ]);
  };
  const mayKeep = (part: readonly Source[]): boolean =>
    part.every((source) => isWhollyHere(source) && !side.brought.has(source.id));
  return {
    recall: async (part) => {
      const kept = mayKeep(part) ? await memory.judgements.get(groupKey(part)) : null;
      return kept === null ? null : fromKept(kept, side.texts);
    },
    retain: async (part, judgement, secrets) => {
      const kept =
        mayKeep(part) &&
        !setting.deadline.isLate() &&
        setting.borders.problems().length === 0 &&
        !judgement.problems.some(mayPass)
          ? await toKeep(judgement, side.texts, secrets)
          : null;
      if (kept !== null) await memory.judgements.keep(groupKey(part), kept);
    },
  };
}
