import { createHash } from 'node:crypto';
import { mapped } from '../../foundation/mapped.ts';
import { valueLayers } from '../../sources/helm/chart.ts';
import { fromKept, type Recalled, toKeep } from './kept-told.ts';
import { canonical } from '../../foundation/json.ts';
import { type Json } from '../../model/json.ts';
import { type Source } from '../../model/source.ts';
import { type Facts } from '../../facts/relate.ts';
import { isWhollyHere, mayPass, sourceKey } from '../look/remembered.ts';
import { type Secrets } from '../../secrets/secrets.ts';
import { type Setting } from '../open/setting.ts';
import { type Side } from '../../sources/side.ts';
import { type Told } from '../judge/told.ts';

/** What was said of parts of a repository in earlier runs. A part shares no file with another. */
export interface ToldMemory {
  recall(part: readonly Source[]): Promise<Recalled | null>;
  retain(part: readonly Source[], told: Told, secrets: Secrets): Promise<void>;
}

/** The files that say how a source is deployed, by content: what is said may stand on their lines. */
function declared({ tree }: Side, source: Source): Json {
  const inline = valueLayers(source).map(({ file }) => file);
  const managing = (source.finishing?.namespaces ?? []).map(({ written }) => written.file);
  const files = [...(source.deployment === null ? [] : [source.deployment.place.file]), ...inline, ...managing];
  return files.map((file) => [file, tree.files.get(file)?.digest ?? null]);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function toldMemory(side: Side, facts: Facts, setting: Setting, mend: (rule: string) => boolean): ToldMemory {
  const { memory, rules } = setting.world;
  const general = canonical([
    setting.configured,
    setting.evaluator.kubernetes,
    rules.filter(({ id }) => mend(id)).map(({ id }) => id),
    JSON.stringify(facts.sbom),
  ]);
  const known = mapped(facts.targets, (target) => hashOf(JSON.stringify(target)));
  const keyOf = (part: readonly Source[]): string => {
    const targets = [...new Set(part.map(({ target }) => target))].sort();
    return canonical([
      general,
      targets.map((target) => [target, known[target] ?? null]),
      part.map((source) => [
        sourceKey(side, source, setting),
        JSON.stringify(source.deployment),
        declared(side, source),
      ]),
    ]);
  };
  const mayKeep = (part: readonly Source[]): boolean =>
    part.every((source) => isWhollyHere(source) && !side.brought.has(source.id));
  return {
    recall: async (part) => {
      const kept = mayKeep(part) ? await memory.told.get(keyOf(part)) : null;
      return kept === null ? null : fromKept(kept, side.texts);
    },
    retain: async (part, told, secrets) => {
      const kept =
        mayKeep(part) &&
        !setting.deadline.isLate() &&
        setting.borders.problems().length === 0 &&
        !told.problems.some(mayPass)
          ? await toKeep(told, side.texts, secrets)
          : null;
      if (kept !== null) await memory.told.keep(keyOf(part), kept);
    },
  };
}
