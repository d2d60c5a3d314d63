import { posix } from 'node:path';
import { at } from '../json.ts';
import { type FixOperation, type HelmSource, type Json, type Path } from '../model.ts';
import { type Texts } from '../texts.ts';
import { parseManifests, type YamlDocument } from '../yaml/values.ts';
import { type Candidate } from './candidate.ts';
import { editFile } from './edit-file.ts';
import { type Unit } from './units.ts';

/** A value that a template line reads. */
export interface Read {
  readonly file: string;
  readonly line: number;
  readonly path: Path;
}

/** Each try is a render: after these the template is edited. */
const mostTries = 6;

/**
 * Edits of a values file: the values that the template reads under the name of a field on the way to what is wrong,
 * those read nearest to it first.
 */
export async function planInValues(
  unit: Unit,
  source: HelmSource,
  reads: readonly Read[],
  near: Read | null,
  texts: Texts,
): Promise<Candidate[]> {
  const candidates = new Map<string, Candidate>();
  for (const path of byDistance(reads, near)) {
    if (candidates.size >= mostTries) break;
    for (const operations of operationsAt(path, unit.operations)) {
      const candidate = await candidateFor(path, operations, source, texts);
      if (candidate !== null) candidates.set(JSON.stringify([candidate.file, candidate.edit]), candidate);
    }
  }
  return [...candidates.values()].slice(0, mostTries);
}

function byDistance(reads: readonly Read[], near: Read | null): Path[] {
  const distance = ({ file, line }: Read): number => (file === near?.file ? Math.abs(line - near.line) : 10_000);
  const sorted = [...reads].sort((a, b) => distance(a) - distance(b));
  return [...new Map(sorted.map(({ path }) => [JSON.stringify(path), path])).values()];
}

/** The operations with the value's path in place of the way to a field of its name; several when the name fits several. */
function operationsAt(value: Path, operations: readonly FixOperation[]): FixOperation[][] {
  const name = value.at(-1);
  const [sample] = operations;
  if (typeof name !== 'string' || sample === undefined) return [];
  return sample.path.flatMap((part, index): FixOperation[][] => {
    if (typeof part !== 'string' || !isNameFor(name, part)) return [];
    const way = sample.path.slice(0, index + 1);
    if (!operations.every(({ path }) => way.every((each, i) => each === path[i]))) return [];
    return [operations.map((operation) => ({ ...operation, path: [...value, ...operation.path.slice(index + 1)] }))];
  });
}

/** `podSecurityContext` is a value for `securityContext`. */
function isNameFor(value: string, field: string): boolean {
  return value.toLowerCase().endsWith(field.toLowerCase());
}

async function candidateFor(
  value: Path,
  operations: readonly FixOperation[],
  source: HelmSource,
  texts: Texts,
): Promise<Candidate | null> {
  const chain = [posix.join(source.path, 'values.yaml'), ...source.values];
  let chosen: { file: string; text: string; document: YamlDocument } | null = null;
  for (const file of chain) {
    const text = await texts.of(file);
    const document = text.ok ? parseManifests(text.text).documents[0] : undefined;
    if (!text.ok || document === undefined) continue;
    if (chosen === null || at(document.value, value) !== undefined) chosen = { file, text: text.text, document };
  }
  if (chosen === null) return null;
  const { file, text, document } = chosen;
  const planned = editFile(
    file,
    text,
    document.index,
    operations.map((operation) => switchedOff(operation, document.value)),
  );
  return planned.kind === 'candidate' ? planned.candidate : null;
}

/** A default that is true is switched off, as a person would, rather than removed. */
function switchedOff(operation: FixOperation, values: Json): FixOperation {
  const now = at(values, operation.path);
  return operation.op === 'remove' && now === true ? { op: 'set', path: operation.path, value: false } : operation;
}
