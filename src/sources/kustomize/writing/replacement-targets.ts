/** Finds the replacement of a kustomization that sets a field. */
import { posix } from 'node:path';
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { documentsOf, type KustomizationDocument } from './kustomization.ts';
import { selectsObject } from './select.ts';
import { type BuiltField, type Writing } from './writing.ts';

/** The last replacement of a kustomization that sets a field; null where none does. */
export async function writingByReplacement(
  texts: Texts,
  { file, document, fields }: KustomizationDocument,
  field: BuiltField,
): Promise<Writing | null> {
  const entries = fields['replacements'];
  if (!isJsonList(entries) || field.final === undefined) return null;
  for (const [index, entry] of [...entries.entries()].reverse()) {
    const path = at(entry, ['path']);
    if (typeof path !== 'string') {
      const way = targetIn(entry, field);
      if (way !== null) return shown(file, document, ['replacements', index, ...way]);
      continue;
    }
    for (const named of await documentsOf(texts, posix.normalize(posix.join(posix.dirname(file), path)))) {
      const way = targetInDocument(named.value, field);
      if (way !== null) return shown(named.file, named.document, way);
    }
  }
  return null;
}

function shown(file: string, document: number, way: Path): Writing {
  return { file, document, block: null, way, isWhole: true, edit: null };
}

/** A file has one replacement or a list of them. */
function targetInDocument(value: Json, field: BuiltField): Path | null {
  if (!isJsonList(value)) return targetIn(value, field);
  for (const [index, item] of [...value.entries()].reverse()) {
    const way = targetIn(item, field);
    if (way !== null) return [index, ...way];
  }
  return null;
}

/** The path of the replacement's field path that leads to the field. */
function targetIn(replacement: Json, field: BuiltField): Path | null {
  const targets = at(replacement, ['targets']);
  if (!isJsonList(targets)) return null;
  for (const [index, target] of [...targets.entries()].reverse()) {
    if (!isJsonMap(target) || !isMeant(target, field)) continue;
    const paths = target['fieldPaths'];
    const found = isJsonList(paths) ? paths.findLastIndex((path) => leadsTo(path, field)) : -1;
    if (found !== -1) return ['targets', index, 'fieldPaths', found];
  }
  return null;
}

function isMeant({ select, reject }: JsonObject, field: BuiltField): boolean {
  const rejects =
    isJsonList(reject) && reject.some((selector) => isJsonMap(selector) && selectsObject(selector, field));
  return isJsonMap(select) && selectsObject(select, field) && !rejects;
}

/** Matches one of Kustomize's field paths: keys between dots, `[name=web]` or an index for a list item, `*` for any. */
function leadsTo(fieldPath: Json, { path, manifest }: BuiltField): boolean {
  if (typeof fieldPath !== 'string') return false;
  const parts = partsOf(fieldPath);
  return (
    parts.length === path.length &&
    parts.every((part, index) => {
      const here = path[index];
      if (part === '*' || part === String(here)) return true;
      const [, key = '', value] = /^\[([^=\]]+)=([^\]]*)\]$/.exec(part) ?? [];
      return value !== undefined && isText(at(manifest.object, [...path.slice(0, index + 1), key]), value);
    })
  );
}

function isText(found: Json | undefined, text: string): boolean {
  return (typeof found === 'string' || typeof found === 'number') && String(found) === text;
}

/** A dot in brackets or behind a backslash belongs to the key. */
function partsOf(fieldPath: string): string[] {
  const last = fieldPath.lastIndexOf(']');
  const closing = (from: number): number => (from < last ? fieldPath.indexOf(']', from) : -1);
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < fieldPath.length; at += 1) {
    const character = fieldPath[at] ?? '';
    const close = character === '[' ? closing(at) : -1;
    if (character === '.') {
      if (part !== '') parts.push(part);
      part = '';
    } else if (close !== -1) {
      part += fieldPath.slice(at, close + 1);
      at = close;
    } else if (character === '\\') part += fieldPath[++at] ?? '';
    else part += character;
  }
  return part === '' ? parts : [...parts, part];
}
