/** The values of manifests, exactly as sigs.k8s.io/yaml's YAMLToJSON gives them to the API server. */
import { YAMLException } from 'js-yaml';
import type { Json } from '../model.ts';
import { compose, ComposeError, type Composition } from './compose.ts';
import { type AliasBudget, mostAliasedCharacters } from './expansion.ts';
import { roundIntegers, type Rounded } from './integers.ts';
import { parseTolerantly } from './events.ts';
import { countLines, splitStream, type Chunk } from './stream.ts';

export interface YamlDocument {
  /** 0-based among the chunks of the stream, those without a value counted too. */
  readonly index: number;
  /** 1-based line of the stream at which `text` begins. */
  readonly line: number;
  /** UTF-16 units from the stream's start to `text`. */
  readonly offset: number;
  /** The document as written, without separators. */
  readonly text: string;
  readonly value: Json;
  /** The integers in `value` that are not exact, since no JavaScript number is. Nearly always empty. */
  readonly rounded: readonly Rounded[];
}

export type YamlFaultCode = 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-bomb' | 'too-large';

/** What is wrong with a document. A duplicate key or a bad separator leaves it a value; the others don't. */
export interface YamlFault {
  readonly code: YamlFaultCode;
  /** 1-based, of the stream. */
  readonly line: number;
  /** 1-based; null where only the line is known. */
  readonly column: number | null;
  /** One sentence without a final period. */
  readonly message: string;
  /** Index of the document; null when the stream as a whole is meant. */
  readonly document: number | null;
}

export interface YamlLimits {
  /** UTF-16 units of the whole stream. */
  readonly length: number;
  readonly documents: number;
  /** Collections inside each other. */
  readonly depth: number;
}

export const DEFAULT_YAML_LIMITS: YamlLimits = { length: 32 * 1024 * 1024, documents: 50_000, depth: 500 };

export interface ParsedStream {
  /** Those that have a value other than null, in order. */
  readonly documents: readonly YamlDocument[];
  readonly faults: readonly YamlFault[];
}

/** Parses a YAML or JSON stream. Never throws: what cannot be parsed is a fault, and the other documents stay. */
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

function parseChunk(chunk: Chunk, limits: YamlLimits, faults: YamlFault[], budget: AliasBudget): YamlDocument | null {
  if (chunk.separator !== null) faults.push(separatorFault(chunk, chunk.separator));
  try {
    const { source, events } = parseTolerantly(chunk.text, limits.depth);
    const composition = compose(source, events, budget);
    faults.push(...minorFaults(chunk, source, composition));
    if (composition.value === null) return null;
    const { index, line, offset, text } = chunk;
    return { index, line, offset, text, ...roundIntegers(composition.value, composition.hasBigint) };
  } catch (error) {
    faults.push(fatalFault(chunk, error, limits));
    return null;
  }
}

/** What is wrong with a document that has a value all the same. */
function minorFaults(chunk: Chunk, source: string, { duplicates, ignored }: Composition): YamlFault[] {
  const faults = duplicates.map(({ key, offset }) => {
    const message = `the key ${JSON.stringify(key)} is written twice in one map; the last one counts`;
    return faultAt(chunk, source, offset, 'yaml-duplicate-key', message);
  });
  if (ignored === null) return faults;
  const message = 'what stands behind the end of the document (...) is never applied';
  return [...faults, faultAt(chunk, source, ignored, 'yaml-syntax', message)];
}

function fatalFault(chunk: Chunk, error: unknown, limits: YamlLimits): YamlFault {
  if (error instanceof ComposeError) return faultAt(chunk, error.source, error.offset, error.code, error.message);
  if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
  const { buffer, position } = error.mark;
  if (!error.reason.includes('maxDepth')) return faultAt(chunk, buffer, position, 'yaml-syntax', error.reason);
  return faultAt(chunk, buffer, position, 'too-large', `the document is nested deeper than ${limits.depth} levels`);
}

function separatorFault(chunk: Chunk, behind: string): YamlFault {
  const message = `kubectl takes only a comment behind the separator ---, not ${JSON.stringify(behind.slice(0, 40))}`;
  return { code: 'yaml-syntax', line: chunk.line, column: 4, message, document: chunk.index };
}

/** `source` is the chunk's text, or the text with the same lines that was parsed in its stead. */
function faultAt(chunk: Chunk, source: string, offset: number, code: YamlFaultCode, message: string): YamlFault {
  const at = Math.min(offset, source.trimEnd().length); // the end of the text is said on its last line
  const line = chunk.line + countLines(source, 0, at);
  const column = at - (at === 0 ? -1 : source.lastIndexOf('\n', at - 1));
  return { code, line, column, message, document: chunk.index };
}

function tooLarge(message: string): ParsedStream {
  return { documents: [], faults: [{ code: 'too-large', line: 1, column: null, message, document: null }] };
}
