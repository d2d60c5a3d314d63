/** Merges the values of a helmCharts entry as Kustomize does. */
import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { plainScalar } from '../../../yaml/scalars.ts';
import { parseManifests } from '../../../yaml/values.ts';

/**
 * The values that Kustomize passes to Helm for an entry of `helmCharts` with `valuesInline`. Kustomize merges these and
 * the values file with its own library, which differs from Helm's merge: nulls remove keys, and fields of the file that
 * are aliases are lost.
 *
 * @throws {MergeError} where the file is not a map, or a value has different types on both sides, as in Kustomize.
 */
export function mergedValues(inline: JsonObject, file: string, mode: 'override' | 'merge'): JsonObject {
  const written = fileValues(file);
  return mode === 'override' ? merged(written, inline) : merged(inline, written);
}

/** Why values cannot be merged; the message is the end of a sentence. */
export class MergeError extends Error {
  override readonly name = 'MergeError';
}

/** Merges `source` over `dest`, as kyaml's merge2 without a schema. */
function merged(dest: JsonObject, source: JsonObject): JsonObject {
  const keys = [...new Set([...Object.keys(dest), ...Object.keys(source)])];
  return Object.fromEntries(
    keys.flatMap((key): [string, Json][] => {
      const value = mergedField(key, own(dest, key), own(source, key));
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Undefined for a missing field. A null that only `dest` has stays; any other null removes. */
function mergedField(key: string, dest: Json | undefined, source: Json | undefined): Json | undefined {
  if (source === null) return undefined;
  if (source === undefined)
    return dest === null || dest === undefined ? dest : isJsonMap(dest) ? merged(dest, {}) : dest;
  if (dest === undefined || dest === null) return isJsonMap(source) ? merged(source, source) : source;
  if (kindOf(dest) !== kindOf(source))
    throw new MergeError(`${key} is ${kindOf(dest)} on one side and ${kindOf(source)} on the other`);
  return isJsonMap(dest) && isJsonMap(source) ? merged(dest, source) : source;
}

function kindOf(value: Json): string {
  return isJsonMap(value) ? 'a map' : isJsonList(value) ? 'a list' : 'one value';
}

/** The file as go-yaml v3 parses it: `yes` is true for Helm but a text here. */
function fileValues(text: string): JsonObject {
  // Too deep nesting and too large expansion are refused by this parser.
  const [fault] = parseManifests(text).faults.filter(({ code }) => code !== 'yaml-duplicate-key');
  if (fault !== undefined) throw new MergeError(`the values file is refused: ${fault.message}`);
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false });
  const [error] = document.errors;
  if (error !== undefined) throw new MergeError(`the values file is not YAML: ${error.message.split('\n')[0] ?? ''}`);
  if (document.contents === null) throw new MergeError('the values file is empty');
  const value = valueOf(document.contents, document, true);
  if (!isJsonMap(value)) throw new MergeError('the values file is not a map');
  return value;
}

/** `isField`: for a field of a map, where Kustomize's merge loses aliases. In a list, aliases are resolved. */
function valueOf(node: unknown, document: Document, isField: boolean): Json | undefined {
  if (isAlias(node)) return isField ? undefined : valueOf(node.resolve(document), document, false);
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.flatMap(({ key, value }): [string, Json][] => {
        const field = value === null ? null : valueOf(value, document, isField);
        return field === undefined ? [] : [[isScalar(key) ? String(key.value) : '', field]];
      }),
    );
  }
  if (isSeq(node)) return node.items.map((item) => valueOf(item, document, false) ?? null);
  if (!isScalar(node)) return null;
  const source = String(node.value);
  if (node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:str') return scalarOf(source);
  return node.type === 'PLAIN' && node.tag === undefined ? scalarOf(source) : source;
}

function scalarOf(source: string): Json {
  const value = plainScalar(source);
  if (typeof value === 'boolean') return /^(?:true|false)$/i.test(source) ? value : source;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && isDate(value)) return `${value}T00:00:00Z`;
  return value;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
