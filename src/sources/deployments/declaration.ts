/** The declaration of a deployment, as Argo CD, Flux and helmfile readers give it. */
import { isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { objectsIn } from '../render/objects.ts';
import { openYaml } from '../../yaml/positions.ts';
import { parseManifests } from '../../yaml/values.ts';

/** An object that may declare a deployment, and where each of its fields is written. */
export interface Declaration {
  readonly object: JsonObject;
  /** Where the field at a path of `object` is written; for a missing field, where its nearest existing parent is. */
  written(path: Path): WrittenWhere;
  /** The source that rendered the object; null for a document of a file. */
  readonly from: { readonly target: string; readonly namespace: string | null } | null;
  /** The same text for all objects of one build of a kustomization; missing for objects that are not built. */
  readonly build?: string;
  /** For a map that several documents make together: the map of each document, in merge order. */
  holders?(path: Path): readonly Holder[];
  /**
   * The file or kustomization folder from which it was read, on the assumption that nothing deploys that. Missing where
   * it does not matter.
   */
  readonly undeployed?: string;
  /**
   * Files and folders that this declaration's deployment is now known to deploy: declarations read from them as
   * undeployed are dropped.
   */
  readonly deployed?: readonly string[];
}

/** A map in a document. */
export interface Holder {
  readonly written: WrittenWhere;
  readonly value: JsonObject;
}

/** Stands for the document number where there is none: no field is searched or edited there. */
export const noDocument = -1;

/** Drops declarations that were read as undeployed from a file or folder that is now known to be deployed. */
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

/**
 * The maps of a YAML stream, and each member of a list of objects. YAML errors are skipped here; other code reports
 * them.
 */
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
        // Lines are computed only on request: that parses the document again, which is slow.
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

/** The objects of a list stand for the list itself. */
function mapsIn(value: Json, item: Path): readonly { readonly object: JsonObject; readonly item: Path }[] {
  const objects = objectsIn(value, item);
  return objects.length === 0 && isJsonMap(value) ? [{ object: value, item }] : objects;
}
