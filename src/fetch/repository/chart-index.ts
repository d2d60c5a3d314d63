/** Reads the versions of a chart from a repository's index.yaml. */
import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { isMap, list, strings } from '../../foundation/json.ts';
import { type Digest, parseDigest } from '../digest.ts';
import { Refused } from '../refusal.ts';

/** A version of a chart in the index of its repository. */
export interface IndexedVersion {
  readonly version: string;
  /** Digest of the archive; null where the index has none. */
  readonly digest: Digest | null;
  /** Addresses of the archive, relative to the repository; mirrors follow the first. */
  readonly urls: readonly string[];
}

/** Maximum number of aliases in an index; those that Helm writes have none. */
const MOST_ALIASES = 1000;

/**
 * The versions of one chart in the text of an index.yaml, in its order.
 *
 * @returns null where the index does not have the chart.
 * @throws {Refused} where it is not an index.
 */
export function versionsIn(index: string, chart: string): readonly IndexedVersion[] | null {
  const entries = entriesOf(quickly(index, chart) ?? parseIndex(index));
  if (!Object.hasOwn(entries, chart)) return null;
  return list(entries[chart]).flatMap((entry) => {
    if (!isMap(entry) || typeof entry['version'] !== 'string') return [];
    const digest = typeof entry['digest'] === 'string' ? parseDigest(entry['digest']) : null;
    return [{ version: entry['version'], digest, urls: strings(entry['urls']) }];
  });
}

/**
 * Parses only the chart's part of an index in Helm's usual layout: parsing all of Bitnami's takes three seconds, the
 * part a few milliseconds. The part is complete, as no line of a YAML value is indented less than its key.
 */
function quickly(index: string, chart: string): unknown {
  const block = blockOf(index, chart);
  if (block === null) return null;
  try {
    return parseYaml(block);
  } catch {
    return null; // an anchor outside of the part: then all of it must be parsed
  }
}

/** The lines below `entries:` that belong to the chart; null where they cannot be found without parsing. */
export function blockOf(index: string, chart: string): string | null {
  const head = /(?:^|\n)entries:[ \t]*\r?\n( +)[^\s#-]/.exec(index);
  const indent = head?.[1];
  if (head === null || indent === undefined) return null;
  const key = `\n${indent}${chart}:`;
  const start = index.indexOf(key, head.index);
  const body = start + key.length;
  if (start === -1 || start > endOfMap(index, head.index + 1)) return null;
  if (!/^[ \t]*\r?\n/.test(index.slice(body, body + 100))) return null;
  return `entries:${index.slice(start, endOf(index, indent.length, body))}\n`;
}

/** Where the map below a top-level key ends; faster than checking every line. */
function endOfMap(index: string, from: number): number {
  const margin = /\n[^\s#]/g;
  margin.lastIndex = from;
  return margin.exec(index)?.index ?? index.length;
}

/**
 * Where the block below a key ends: before the next line, not blank or a comment, that is not indented deeper than the
 * key.
 */
function endOf(index: string, indent: number, from: number): number {
  const line = new RegExp(`\\n(?! *(?:#|\\r?\\n|$))(?! {${indent}}[- ])`, 'g');
  line.lastIndex = from;
  return line.exec(index)?.index ?? index.length;
}

function parseIndex(index: string): unknown {
  try {
    return index.trimStart().startsWith('{') ? JSON.parse(index) : parseYaml(index);
  } catch {
    throw new Refused('answer-invalid', 'its index.yaml is not valid YAML');
  }
}

/** Every scalar stays a text: `version: 1.10` is not a number here. */
function parseYaml(text: string): unknown {
  return load(text, { schema: FAILSAFE_SCHEMA, maxAliases: MOST_ALIASES });
}

function entriesOf(index: unknown): Readonly<Record<string, unknown>> {
  const entries = isMap(index) ? index['entries'] : null;
  if (!isMap(entries)) throw new Refused('answer-invalid', 'its index.yaml has no entries');
  return entries;
}
