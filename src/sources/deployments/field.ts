/** Reads typed fields of a declaration, and notes problems and unknown values. */
import { type Lines, type Problem } from '../../model/problem.ts';
import { hash } from 'node:crypto';
import { at, canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Unknown as Unseen, type WrittenAt } from '../../model/source.ts';
import { type Declaration, type Holder, type WrittenWhere } from './declaration.ts';
import { homeOf } from './target.ts';
import { type Unknown } from './deployment.ts';

/** What was noted while declarations were read. */
export interface Notes {
  readonly problems: Problem[];
  readonly unknown: Unknown[];
  /** The files that were read. */
  readonly files: Set<string>;
}

/** Puts notes after others. */
export function addNotes(notes: Notes, more: Notes): void {
  notes.problems.push(...more.problems);
  notes.unknown.push(...more.unknown);
  for (const file of more.files) notes.files.add(file);
}

/** The root field of a declaration, with its own notes. */
export function declarationFields(declaration: Declaration): Field {
  return new Field(declaration, [], {
    problems: [],
    unknown: [],
    files: new Set([declaration.written([]).file]),
  });
}

/**
 * A field of a declaration. Reading it as the wrong type adds a problem with line, expected and actual type; the field
 * then counts as missing. An empty field (`null`) is missing.
 */
export class Field {
  readonly path: Path;
  readonly notes: Notes;
  private readonly declaration: Declaration;

  constructor(declaration: Declaration, path: Path, notes: Notes) {
    this.declaration = declaration;
    this.path = path;
    this.notes = notes;
  }

  at(...keys: Path): Field {
    return new Field(this.declaration, [...this.path, ...keys], this.notes);
  }

  get value(): Json | null {
    return at(this.declaration.object, this.path) ?? null;
  }

  get isThere(): boolean {
    return this.value !== null;
  }

  /** The source that rendered the declaration. */
  get from(): Declaration['from'] {
    return this.declaration.from;
  }

  /** Whether a kustomization built the declaration. */
  get isBuilt(): boolean {
    return this.declaration.build !== undefined;
  }

  get build(): string | null {
    return this.declaration.build ?? null;
  }

  /** The cluster that the declaration is in. */
  get home(): string {
    return homeOf(this.declaration);
  }

  /** The maps from which this one was merged; empty where it is in one document. */
  get holders(): readonly Holder[] {
    return this.declaration.holders?.(this.path) ?? [];
  }

  /** Whether SOPS encrypted the document: its texts then differ from what is deployed. */
  get isEncrypted(): boolean {
    return isJsonMap(this.declaration.object['sops']);
  }

  get written(): WrittenWhere {
    return this.declaration.written(this.path);
  }

  get place(): Lines {
    const { file, first, last } = this.written;
    return { kind: 'lines', file, first, last };
  }

  /** Null where the field is missing or empty. */
  text(): string | null {
    const { value } = this;
    if (value === null || value === '') return null;
    if (typeof value === 'string') return value;
    return this.expected('a string');
  }

  flag(): boolean {
    const { value } = this;
    if (value === null || typeof value === 'boolean') return value === true;
    this.expected('true or false');
    return false;
  }

  map(): JsonObject | null {
    const { value } = this;
    if (value === null || isJsonMap(value)) return value;
    return this.expected('a map');
  }

  items(): Field[] {
    const { value } = this;
    if (isJsonList(value)) return value.map((_, index) => this.at(index));
    if (value !== null) this.expected('a list');
    return [];
  }

  /** The strings of a list; other items are left out and reported. */
  texts(): string[] {
    return this.items().flatMap((item) => item.text() ?? []);
  }

  entries(): [string, Field][] {
    return Object.keys(this.map() ?? {}).map((key) => [key, this.at(key)]);
  }

  /** A map of strings, as labels and annotations are. */
  textMap(): Record<string, string> {
    const entries = this.entries().map(([key, field]): [string, string] => [
      key,
      field.value === '' ? '' : (field.text() ?? ''),
    ]);
    return Object.fromEntries(entries);
  }

  /** Notes that what depends on this field, and on `hidden`, is not known here. */
  unknown(why: string, what = this.path.join('.'), hidden: Json = null): Unseen {
    const said = canonical([saidBy(this.declaration, this.path), hidden === null ? null : valueDigest(hidden)]);
    this.notes.unknown.push({ what, why, place: this.place, said });
    return { what, why };
  }

  problem(code: Problem['code'], what: string): void {
    const { place } = this;
    const message = `${place.file}:${place.first}: ${this.path.join('.')}: ${what}`;
    this.notes.problems.push({ stage: 'discover', code, subject: place.file, message, place });
  }

  private expected(shape: string): null {
    this.problem('deployment-invalid', `expected ${shape}, got ${shapeOf(this.value)}.`);
    return null;
  }
}

/** Where a field is written, without line numbers: these are computed on request. */
export function writtenAt({ written: { file, document, path } }: Field): WrittenAt {
  return { file, document, path };
}

/** Digests of a declaration without one of its lists (such as a list of releases), by the list's name. */
const around = new WeakMap<Declaration, Map<string, string>>();

/** A digest of a declaration. For a field of a list item, without the other items: each is a deployment of its own. */
function saidBy(declaration: Declaration, [key, item]: Path): Json {
  const { object } = declaration;
  const list = typeof key === 'string' && typeof item === 'number' ? key : '';
  const known = around.get(declaration) ?? new Map<string, string>();
  const others = known.get(list) ?? valueDigest({ ...object, ...(list === '' ? {} : { [list]: null }) });
  around.set(declaration, known.set(list, others));
  return [others, list === '' ? null : valueDigest(at(object, [list, item ?? 0]) ?? null)];
}

/** A digest; equal values have the same one. */
export function valueDigest(value: Json): string {
  return hash('sha256', canonical(value), 'hex');
}

/** Only the type: the value may be a secret. */
function shapeOf(value: Json): string {
  if (isJsonList(value)) return 'a list';
  if (isJsonMap(value)) return 'a map';
  return value === null ? 'nothing' : `a ${typeof value}`;
}
