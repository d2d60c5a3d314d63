/** Parses manifests to the values that sigs.k8s.io/yaml's YAMLToJSON gives to the API server. */
import { canonical } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import { compose, type Composition } from './compose.ts';
import { type AliasBudget, mostAliasedCharacters } from './expansion.ts';
import { parseDocument } from './grammar/parse.ts';
import { YamlSyntaxError } from './grammar/syntax-error.ts';
import { roundIntegers, type Numbers, type Rounded } from './integers.ts';
import { jsonDepth, jsonValue } from './json-stream.ts';
import { lineOf, lineStarts } from './lines.ts';
import { splitStream, type Chunk } from './stream.ts';

export interface YamlDocument {
  /** 0-based index among the chunks of the stream, including those without a value. */
  readonly index: number;
  /** 1-based line of the stream at which `text` begins. */
  readonly line: number;
  /** UTF-16 units from the stream's start to `text`. */
  readonly offset: number;
  /** The document as written, without separators. */
  readonly text: string;
  readonly value: Json;
  /** Integers in `value` that are rounded because JavaScript has no exact number for them. Nearly always empty. */
  readonly rounded: readonly Rounded[];
}

export type YamlFaultCode = 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-bomb' | 'too-large';

/**
 * An error in a document. A document with a duplicate key or an invalid separator still has a value; with other errors
 * it has none.
 */
export interface YamlFault {
  readonly code: YamlFaultCode;
  /** 1-based, of the stream. */
  readonly line: number;
  /** 1-based; null where only the line is known. */
  readonly column: number | null;
  /** One sentence without a final period. */
  readonly message: string;
  /** Index of the document; null where the whole stream is meant. */
  readonly document: number | null;
}

/** The end of a duplicate key's message where Kubernetes' own parser reads it. */
export const lastCounts = '; the last one counts';

export interface YamlLimits {
  /** UTF-16 units of the whole stream. */
  readonly length: number;
  readonly documents: number;
  /** Nesting of collections. */
  readonly depth: number;
}

export const DEFAULT_YAML_LIMITS: YamlLimits = { length: 32 * 1024 * 1024, documents: 50_000, depth: 500 };

export interface ParsedStream {
  /** The documents with a value other than null, in order. */
  readonly documents: readonly YamlDocument[];
  readonly faults: readonly YamlFault[];
}

/**
 * Parses a YAML or JSON stream. Never throws: a document that cannot be parsed becomes a fault, and the others remain.
 */
export function parseManifests(text: string, limits: YamlLimits = DEFAULT_YAML_LIMITS): ParsedStream {
  if (text.length > limits.length) return tooLarge(`the file is longer than ${limits.length} characters`);
  const chunks = splitStream(text);
  if (chunks.length > limits.documents) return tooLarge(`the file has more than ${limits.documents} documents`);
  const documents: YamlDocument[] = [];
  const faults: YamlFault[] = [];
  const budget: AliasBudget = { characters: mostAliasedCharacters };
  for (const chunk of chunks) {
    const document = parseChunk(chunk, limits, faults, budget);
    if (document !== null) documents.push(document);
  }
  return { documents, faults };
}

/**
 * The value of a whole file where one value is read, as Helm reads Chart.yaml: that of the first document. Undefined
 * where it cannot be parsed.
 */
export function firstValue(text: string, limits: YamlLimits = DEFAULT_YAML_LIMITS): Json | undefined {
  try {
    const { value, hasBigint } = compose(parseDocument(text, limits.depth).root);
    return roundIntegers(value, hasBigint).value;
  } catch (error) {
    if (error instanceof YamlSyntaxError) return undefined;
    throw error;
  }
}

function parseChunk(chunk: Chunk, limits: YamlLimits, faults: YamlFault[], budget: AliasBudget): YamlDocument | null {
  if (chunk.separator !== null) faults.push(separatorFault(chunk, chunk.separator));
  try {
    // kubectl's reader ends every line with a line break, even the last one.
    const { root, behind } = parseDocument(ended(chunk.text), limits.depth);
    const composition = compose(root, budget);
    if (chunk.json && !isSameJson(chunk.text, composition)) return parseJson(chunk, limits, faults);
    for (const fault of minorFaults(chunk, composition, behind)) faults.push(fault);
    if (composition.value === null) return null;
    return documentOf(chunk, roundIntegers(composition.value, composition.hasBigint));
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    if (chunk.json && error.code === 'yaml-syntax') return parseJson(chunk, limits, faults);
    faults.push(faultsOf(chunk)(error.offset, error.code, error.message));
    return null;
  }
}

/** JSON nearly always has the same value as YAML, whose parser also reports long integers and duplicate keys. */
function isSameJson(text: string, { value, hasBigint }: Composition): boolean {
  return canonical(jsonValue(text) ?? null) === canonical(roundIntegers(value, hasBigint).value);
}

function parseJson(chunk: Chunk, limits: YamlLimits, faults: YamlFault[]): YamlDocument | null {
  const value = jsonDepth(chunk.text) > limits.depth ? undefined : jsonValue(chunk.text);
  if (value !== undefined) return documentOf(chunk, { value, rounded: [] });
  faults.push(faultsOf(chunk)(0, 'too-large', `the document is nested deeper than ${limits.depth} levels`));
  return null;
}

function documentOf({ index, line, offset, text }: Chunk, numbers: Numbers): YamlDocument {
  return { index, line, offset, text, ...numbers };
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Errors in a document that still has a value. */
function minorFaults(chunk: Chunk, { duplicates }: Composition, behind: number | null): YamlFault[] {
  if (duplicates.length === 0 && behind === null) return [];
  const faultAt = faultsOf(chunk);
  const faults = duplicates.map(({ key, offset }) => {
    const message = `the key ${JSON.stringify(key)} is written twice in one map${lastCounts}`;
    return faultAt(offset, 'yaml-duplicate-key', message);
  });
  if (behind === null) return faults;
  const message = 'the text behind the end of the document is never applied';
  return [...faults, faultAt(behind, 'yaml-syntax', message)];
}

function separatorFault(chunk: Chunk, behind: string): YamlFault {
  const message = `kubectl accepts only a comment behind the separator ---, not ${JSON.stringify(behind.slice(0, 40))}`;
  return { code: 'yaml-syntax', line: chunk.line, column: 4, message, document: chunk.index };
}

type FaultAt = (offset: number, code: YamlFaultCode, message: string) => YamlFault;

/** Line starts are computed once, for any number of faults. */
function faultsOf({ text, line: from, index }: Chunk): FaultAt {
  const starts = lineStarts(text);
  const end = text.trimEnd().length; // an error at the end of the text is reported on its last line
  return (offset, code, message) => {
    const at = Math.min(offset, end);
    const line = lineOf(starts, at);
    return { code, line: from + line, column: at - (starts[line] ?? 0) + 1, message, document: index };
  };
}

function tooLarge(message: string): ParsedStream {
  return { documents: [], faults: [{ code: 'too-large', line: 1, column: null, message, document: null }] };
}
