import { fromKept, type Recalled, toKeep } from './cache/kept-told.ts';
import { canonical } from './json.ts';
import { type Json, type Source } from './model.ts';
import { type Facts } from './relate/relate.ts';
import { isWhollyHere, mayPass, sourceKey } from './remembered.ts';
import { type Secrets } from './secrets/secrets.ts';
import { type Setting } from './setting.ts';
import { type Side } from './side.ts';
import { type Told } from './tell.ts';

/** What was said of parts of a repository in earlier runs. A part shares no file with another. */
export interface ToldMemory {
  recall(part: readonly Source[]): Promise<Recalled | null>;
  retain(part: readonly Source[], told: Told, secrets: Secrets): Promise<void>;
}

/** The files that say how a source is deployed, by content: what is said may stand on their lines. */
function declared({ tree }: Side, source: Source): Json {
  const inline = source.kind === 'helm' ? source.layers.map(({ file }) => file) : [];
  const managing = (source.finishing?.namespaces ?? []).map(({ written }) => written.file);
  const files = [...(source.deployment === null ? [] : [source.deployment.place.file]), ...inline, ...managing];
  return files.map((file) => [file, tree.files.get(file)?.digest ?? null]);
}

export function toldMemory(side: Side, facts: Facts, setting: Setting, mend: (rule: string) => boolean): ToldMemory {
  const { memory, rules } = setting.world;
  const general = canonical([
    setting.configured,
    rules.filter(({ id }) => mend(id)).map(({ id }) => id),
    JSON.stringify(facts.sbom),
  ]);
  const keyOf = (part: readonly Source[]): string => {
    const targets = [...new Set(part.map(({ target }) => target))].sort();
    return canonical([
      general,
      targets.map((target) => [target, JSON.stringify(facts.targets[target] ?? null)]),
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
