/** Finds where the fields of a declaration are written that a kustomization builds. */
import { counterpart } from '../../foundation/kubernetes/counterpart.ts';
import { at, canonical, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type ObjectName } from '../../model/object-name.ts';
import { isObject } from '../../foundation/kubernetes/names.ts';
import { openYaml, type OpenYaml } from '../../yaml/positions.ts';
import { parseManifests } from '../../yaml/values.ts';
import { layOver } from './merge.ts';
import { type Declaration, type Holder, noDocument, type WrittenWhere } from './declaration.ts';

/** A document of one of the files from which a kustomization is built. */
export interface BuiltFrom {
  readonly file: string;
  /** 0-based. */
  readonly document: number;
  /** 1-based; the first line of the document. */
  readonly line: number;
  readonly value: JsonObject;
  readonly open: OpenYaml;
}

/** The maps of a file, in which the parts of a built object are searched. */
export function documentsIn(file: string, text: string): BuiltFrom[] {
  const open = openYaml(text);
  return parseManifests(text).documents.flatMap(({ index, line, value }) =>
    isJsonMap(value) ? [{ file, document: index, line, value, open }] : [],
  );
}

/** An object as a kustomization builds it: the resource with patches applied. */
export interface BuiltObject {
  readonly object: JsonObject;
  /** Its identity before transformers. */
  readonly original: ObjectName;
  /** The file of the resource; null for what a generator made. */
  readonly file: string | null;
}

/**
 * A declaration that a kustomization builds. Its fields are written in the resource where that has the built value;
 * else in the last document of the same name that has it (a patch); else the resource is named. Null for an object that
 * is in none of the documents.
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
    holders: (path) => holdersOf(object, path, resource, patches),
  };
}

/**
 * The maps that were merged into this one, where merging them gives the built map; else its values grouped by the
 * document that has each. Empty where one document has the whole map.
 */
function holdersOf(
  object: JsonObject,
  path: Path,
  resource: BuiltFrom,
  patches: readonly BuiltFrom[],
): readonly Holder[] {
  const whole = at(object, path);
  if (!isJsonMap(whole) || [resource, ...patches].some(({ value }) => holds(object, path, value))) return [];
  const own = [resource, ...patches].flatMap((document): Holder[] => {
    const way = counterpart(object, path, document.value);
    const value = way === null ? undefined : at(document.value, way);
    return isJsonMap(value) ? [{ written: writtenIn(document, object, path), value }] : [];
  });
  const together = own.reduce<JsonObject>((below, { value }) => layOver(below, value), {});
  return canonical(together) === canonical(whole) ? own : byWriter(object, path, whole, [resource, ...patches]);
}

function byWriter(object: JsonObject, path: Path, whole: JsonObject, documents: readonly BuiltFrom[]): Holder[] {
  const [resource] = documents;
  const leaves = leavesOf(whole).map(({ way, value }) => ({
    value: way.reduceRight<Json>((inner, key) => ({ [key]: inner }), value),
    by: documents.findLast((document) => holds(object, [...path, ...way], document.value)) ?? null,
  }));
  return [...new Set([null, ...documents])].flatMap((by): Holder[] => {
    const mine = leaves.filter((leaf) => leaf.by === by).map(({ value }) => value);
    const document = by ?? resource;
    if (mine.length === 0 || document === undefined) return [];
    const written = writtenIn(document, object, path);
    const value = mine.filter(isJsonMap).reduce<JsonObject>((below, each) => layOver(below, each), {});
    // A value that is in none of the documents (an inline patch set it) has no line.
    return [{ written: by === null ? { ...written, document: noDocument } : written, value }];
  });
}

interface Leaf {
  readonly way: readonly string[];
  readonly value: Json;
}

function leavesOf(map: JsonObject): Leaf[] {
  return Object.entries(map).flatMap(([key, value]): Leaf[] =>
    isJsonMap(value) && Object.keys(value).length > 0
      ? leavesOf(value).map((leaf) => ({ ...leaf, way: [key, ...leaf.way] }))
      : [{ way: [key], value }],
  );
}

function holds(object: JsonObject, path: Path, document: JsonObject): boolean {
  const way = counterpart(object, path, document);
  const there = way === null ? undefined : at(document, way);
  const wanted = at(object, path);
  return there !== undefined && wanted !== undefined && canonical(there) === canonical(wanted);
}

function writtenIn({ file, document, line, value, open }: BuiltFrom, object: JsonObject, path: Path): WrittenWhere {
  const way = counterpart(object, path, value) ?? [];
  const lines = (way.length === 0 ? null : open.locate(document, way)) ?? { first: line, last: line };
  return { file, document, path: way, first: lines.first, last: lines.last };
}
