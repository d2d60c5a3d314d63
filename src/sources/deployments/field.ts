import { type Lines, type Problem } from '../../model/problem.ts';
import { hash } from 'node:crypto';
import { at, canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Unknown as Unseen, type WrittenAt } from '../../model/source.ts';
import { type Declaration, type Holder, type WrittenWhere } from './declaration.ts';
import { homeOf } from './target.ts';
import { type Unknown } from './deployment.ts';

/** What turned up while declarations were read. */
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

/** The fields of a declaration, with notes of its own. */
export function declarationFields(declaration: Declaration): Field {
  return new Field(declaration, [], {
    problems: [],
    unknown: [],
    files: new Set([declaration.written([]).file]),
  });
}

/**
 * A field of a declaration. Reading it as what it is not is a problem that names line, expected and got, and reads as
 * if the field were not there. An empty field (`null`) is not there.
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

  /** What rendered the declaration. */
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

  /** The maps that this one was merged of; none where it stands in one document. */
  get holders(): readonly Holder[] {
    return this.declaration.holders?.(this.path) ?? [];
  }

  /** Whether SOPS encrypted the document: its texts are then not what is deployed. */
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

  /** Null where it is missing or empty. */
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

  /** The strings of a list; what is no string is left out, and said. */
  texts(): string[] {
    return this.items().flatMap((item) => item.text() ?? []);
  }

  entries(): [string, Field][] {
    return Object.keys(this.map() ?? {}).map((key) => [key, this.at(key)]);
  }

  /** The texts of a map, as labels and annotations are. */
  textMap(): Record<string, string> {
    const entries = this.entries().map(([key, field]): [string, string] => [
      key,
      field.value === '' ? '' : (field.text() ?? ''),
    ]);
    return Object.fromEntries(entries);
  }

  /** Says that what depends on this field, and on `hidden`, cannot be seen here. */
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

/** Where a field stands, without its lines: these are looked for when they are asked for. */
export function writtenAt({ written: { file, document, path } }: Field): WrittenAt {
  return { file, document, path };
}

/** Of what is around a list of releases, say, by its declaration. */
const around = new WeakMap<Declaration, Map<string, string>>();

/** A digest of a declaration, of the list that a field is in without the other items: these are deployments of their own. */
function saidBy(declaration: Declaration, [key, item]: Path): Json {
  const { object } = declaration;
  const list = typeof key === 'string' && typeof item === 'number' ? key : '';
  const known = around.get(declaration) ?? new Map<string, string>();
  const others = known.get(list) ?? valueDigest({ ...object, ...(list === '' ? {} : { [list]: null }) });
  around.set(declaration, known.set(list, others));
  return [others, list === '' ? null : valueDigest(at(object, [list, item ?? 0]) ?? null)];
}

/** The same for equal values. */
export function valueDigest(value: Json): string {
  return hash('sha256', canonical(value), 'hex');
}

/** The shape alone: what stands there may be a secret. */
function shapeOf(value: Json): string {
  if (isJsonList(value)) return 'a list';
  if (isJsonMap(value)) return 'a map';
  return value === null ? 'nothing' : `a ${typeof value}`;
}
