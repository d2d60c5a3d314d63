import { counterpart } from '../counterpart.ts';
import { at, canonical, isJsonMap } from '../json.ts';
import { type JsonObject, type ObjectName, type Path } from '../model.ts';
import { isObject } from '../names.ts';
import { openYaml, type OpenYaml } from '../yaml/positions.ts';
import { parseManifests } from '../yaml/values.ts';
import { type Declaration, type Written } from './declaration.ts';

/** A document of one of the files that a kustomization was built of. */
export interface BuiltFrom {
  readonly file: string;
  /** 0-based. */
  readonly document: number;
  /** 1-based; on which the document begins. */
  readonly line: number;
  readonly value: JsonObject;
  readonly open: OpenYaml;
}

/** The maps of a file, to look for what an object was built of. */
export function documentsIn(file: string, text: string): BuiltFrom[] {
  const open = openYaml(text);
  return parseManifests(text).documents.flatMap(({ index, line, value }) =>
    isJsonMap(value) ? [{ file, document: index, line, value, open }] : [],
  );
}

/** An object as a kustomization builds it: the resource, and what patches made of it. */
export interface BuiltObject {
  readonly object: JsonObject;
  /** Its identity before transformers. */
  readonly original: ObjectName;
  /** The file of the resource; null for what a generator made. */
  readonly file: string | null;
}

/**
 * A declaration that a kustomization builds. A field is written in the resource where that has its value, else in the
 * last document of the same name that has it (a patch), else it is said of the resource. Null for an object that stands
 * in none of the documents.
 */
export function builtDeclaration(
  { object, original, file }: BuiltObject,
  documents: readonly BuiltFrom[],
  from: Declaration['from'],
): Declaration | null {
  const mine = documents.filter(({ value }) => isObject(value, original));
  const resource = mine.find((document) => document.file === file);
  if (resource === undefined) return null;
  const patches = mine.filter((document) => document !== resource);
  return {
    object,
    from,
    written(path) {
      const holder = [resource, ...patches.toReversed()].find(({ value }) => holds(object, path, value)) ?? resource;
      return writtenIn(holder, object, path);
    },
  };
}

function holds(object: JsonObject, path: Path, document: JsonObject): boolean {
  const way = counterpart(object, path, document);
  const there = way === null ? undefined : at(document, way);
  const wanted = at(object, path);
  return there !== undefined && wanted !== undefined && canonical(there) === canonical(wanted);
}

function writtenIn({ file, document, line, value, open }: BuiltFrom, object: JsonObject, path: Path): Written {
  const way = counterpart(object, path, value) ?? [];
  const lines = (way.length === 0 ? null : open.locate(document, way)) ?? { first: line, last: line };
  return { file, document, path: way, first: lines.first, last: lines.last };
}
