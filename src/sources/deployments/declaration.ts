import { isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { objectsIn } from '../render/objects.ts';
import { openYaml } from '../../yaml/positions.ts';
import { parseManifests } from '../../yaml/values.ts';

/** An object that may say how something is deployed, and where each of its fields is written. */
export interface Declaration {
  readonly object: JsonObject;
  /** Where the field at a path of `object` is written; where it is missing, its nearest parent that is there. */
  written(path: Path): WrittenWhere;
  /** What rendered the object, for one that is not written as such; null for a document of a file. */
  readonly from: { readonly target: string; readonly namespace: string | null } | null;
  /** What a kustomization built together with it has the same; missing for what none built. */
  readonly build?: string;
  /** Of a map that several documents make together: each one's own, in the order in which they are merged. */
  holders?(path: Path): readonly Holder[];
  /** What it was taken from as if nobody deployed that: a file or a kustomization's folder. Missing where that is no matter. */
  readonly undeployed?: string;
  /** Files and folders of which it is known now who deploys them: what was taken from these otherwise is void. */
  readonly deployed?: readonly string[];
}

/** A map in a document. */
export interface Holder {
  readonly written: WrittenWhere;
  readonly value: JsonObject;
}

/** In the place of a document's number: nothing is looked for in it, nor edited, by the way to a field. */
export const noDocument = -1;

/** Without those that others replace: what somebody deploys is as they deploy it. */
export function withoutReplaced(all: readonly Declaration[]): Declaration[] {
  const deployed = new Set(all.flatMap((each) => each.deployed ?? []));
  return all.filter(({ undeployed }) => undeployed === undefined || !deployed.has(undeployed));
}

export interface WrittenWhere {
  readonly file: string;
  /** 0-based, as in `YamlDocument`. */
  readonly document: number;
  /** From the document's root. */
  readonly path: Path;
  /** 1-based, inclusive. */
  readonly first: number;
  readonly last: number;
}

/** The maps of a YAML stream; members of a list each on their own. What is broken in it is left out: others say so. */
export function declarationsIn(file: string, text: string): Declaration[] {
  const opened = openYaml(text);
  return parseManifests(text).documents.flatMap(({ index, line, value }) =>
    mapsIn(value, []).map(({ object, item }): Declaration => ({
      object,
      from: null,
      written(path) {
        const inDocument = [...item, ...path];
        const lines = (): Pick<WrittenWhere, 'first' | 'last'> =>
          (inDocument.length === 0 ? null : opened.locate(index, inDocument)) ?? { first: line, last: line };
        // Lines are looked for when they are asked for: that reads the document once more, which takes its time.
        return {
          file,
          document: index,
          path: inDocument,
          get first() {
            return lines().first;
          },
          get last() {
            return lines().last;
          },
        };
      },
    })),
  );
}

/** Whatever lists objects stands for these. */
function mapsIn(value: Json, item: Path): readonly { readonly object: JsonObject; readonly item: Path }[] {
  const objects = objectsIn(value, item);
  return objects.length === 0 && isJsonMap(value) ? [{ object: value, item }] : objects;
}
