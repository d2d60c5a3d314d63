/** Caches the texts and parsed documents of a tree's files. */
import { messageOf } from '../foundation/errors.ts';
import { recentlyUsed } from '../foundation/cache/recently-used.ts';
import { type Problem } from '../model/problem.ts';
import { type Tree } from '../model/tree.ts';
import { isPointer, lfsPointer } from './lfs.ts';
import { isTooLarge, sizeOf, tooLarge } from './sizes.ts';
import { openYaml, type OpenYaml } from '../yaml/positions.ts';
import { sourceText, type SourceText } from '../yaml/source-text.ts';
import { decodeUtf8 } from '../yaml/utf8.ts';
import { parseManifests, type YamlDocument } from '../yaml/values.ts';

export type Text = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem };

/** A YAML file: its text, its documents, and a way to find the lines of fields. */
export interface YamlFile {
  readonly text: string;
  readonly documents: readonly YamlDocument[];
  readonly open: OpenYaml;
}

/** The texts of a tree's files, each read once. */
export interface Texts {
  of(path: string): Promise<Text>;
  /** The path of the file itself if the path is a link to it: findings and edits refer to that path. */
  holder(path: string): string;
  /** The text with its lines and documents. Null where it cannot be read. */
  parts(path: string): Promise<SourceText | null>;
  /**
   * The parsed file; null where it cannot be read. The most recent ones stay parsed, for files that are needed
   * repeatedly.
   */
  yaml(path: string): Promise<YamlFile | null>;
  /** The documents of a text inside a file. */
  inline(text: string): readonly YamlDocument[];
}

/** Cache size for texts: fits the files of a usual repository. Bytes. */
const mostText = 64 * 1024 * 1024;

/** Cache size for inline patches, which are needed for each finding of their build. Characters. */
const mostInline = 4 * 1024 * 1024;

/**
 * Number of parsed files in the cache: a chart's values, its subcharts' values and a few more. A parsed file takes many
 * times its size.
 */
const mostParsed = 24;
/** A larger file counts as several. Bytes. */
const usualParsed = 512 * 1024;

export function textsOf(tree: Tree): Texts {
  const of = recentlyUsed(
    mostText,
    (path) => readText(tree, path),
    (path) => sizeOf(tree, path),
  );
  const weight = (path: string): number => Math.max(1, sizeOf(tree, path) / usualParsed);
  const holder = (path: string): string => tree.files.get(path)?.holder ?? path;
  const parts = recentlyUsed(mostParsed, async (path: string) => partsOf(await of(path)), weight);
  const yaml = recentlyUsed(mostParsed, async (path: string) => yamlFile(await of(path)), weight);
  const inline = recentlyUsed(
    mostInline,
    (text) => parseManifests(text).documents,
    (text) => text.length,
  );
  return { of, holder, parts, yaml, inline };
}

function partsOf(text: Text): SourceText | null {
  return text.ok ? sourceText(text.text) : null;
}

function yamlFile(text: Text): YamlFile | null {
  return text.ok
    ? { text: text.text, documents: parseManifests(text.text).documents, open: openYaml(text.text) }
    : null;
}

async function readText(tree: Tree, path: string): Promise<Text> {
  if (isTooLarge(tree, path)) return { ok: false, problem: tooLarge(path, sizeOf(tree, path)) };
  let bytes: Uint8Array;
  try {
    bytes = await tree.read(path);
  } catch (thrown) {
    return fault('unreadable', path, `${path} cannot be read: ${messageOf(thrown)}.`);
  }
  const text = decodeUtf8(bytes);
  if (text === null) return fault('not-utf8', path, `${path} is not UTF-8 text.`);
  if (isPointer(text)) return { ok: false, problem: lfsPointer(path) };
  return { ok: true, text };
}

function fault(code: Problem['code'], path: string, message: string): { ok: false; problem: Problem } {
  return {
    ok: false,
    problem: { stage: 'snapshot', code, subject: path, message, place: { kind: 'file', file: path, why: message } },
  };
}
