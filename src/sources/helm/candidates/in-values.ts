import { distinctBy } from '../../../foundation/groups.ts';
import { at } from '../../../foundation/json.ts';
import { isNameFor } from '../../../foundation/kubernetes/names.ts';
import { type Path } from '../../../model/json.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { type HelmSource } from '../../../model/source.ts';
import { type Candidate } from '../../candidates/candidate.ts';
import { editFile } from '../../candidates/edit-file.ts';
import { type InValues, inSeenValues, switched } from './seen-values.ts';
import { type Unit } from '../../candidates/units.ts';
import { type ValuePlace, valuePlaces } from './value-places.ts';
import { type Workbench } from '../../candidates/workbench.ts';

/** A value that a template line reads. */
export interface Read {
  readonly file: string;
  readonly line: number;
  readonly path: Path;
}

/** Each try is a render: after these the template is edited. */
const mostTries = 6;

/**
 * Edits of a values file: of the values that were seen to make what is wrong; then of those that the template reads under
 * the name of a field on the way to it, those read nearest to it first.
 */
export async function* planInValues(
  unit: Unit,
  source: HelmSource,
  reads: readonly Read[],
  near: Read | null,
  { texts, mayEdit, decided }: Pick<Workbench, 'texts' | 'mayEdit' | 'decided'>,
): AsyncGenerator<Candidate> {
  const places = await valuePlaces(source, texts);
  const known = new Set<string>();
  const named = byDistance(reads, near).flatMap((value) =>
    operationsAt(value, unit.operations).map((operations): InValues => ({ value, operations })),
  );
  const seen = [...inSeenValues(unit, places, decided), ...switched(unit, places, decided)];
  for (const { value, operations } of [...seen, ...named]) {
    const candidate = candidateFor(value, operations, places, mayEdit);
    const key = candidate === null ? null : JSON.stringify([candidate.file, candidate.edit]);
    if (candidate === null || key === null || known.has(key)) continue;
    known.add(key);
    if (known.size > mostTries) return;
    yield candidate;
  }
}

function byDistance(reads: readonly Read[], near: Read | null): Path[] {
  const distance = ({ file, line }: Read): number => (file === near?.file ? Math.abs(line - near.line) : 10_000);
  const sorted = [...reads].sort((a, b) => distance(a) - distance(b));
  return distinctBy(
    sorted.map(({ path }) => path),
    (path) => JSON.stringify(path),
  );
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

/** The operations in the map of values that decides, as an edit of its file. Null where none of this repository does. */
function candidateFor(
  value: Path,
  operations: readonly FixOperation[],
  places: readonly ValuePlace[],
  mayEdit: (file: string) => boolean,
): Candidate | null {
  const place = deciding(value, places, mayEdit);
  if (place === null) return null;
  const { file, source, document, path, isBlock } = place;
  const written = operations.map((operation) => asWritten(operation, place, places));
  const planned = editFile(file, source, {
    document,
    block: isBlock ? path : null,
    sheds: false,
    operations: isBlock ? written : written.map((operation) => ({ ...operation, path: [...path, ...operation.path] })),
  });
  return planned.kind === 'candidate' ? planned.candidate : null;
}

/** The last place that says something of the value; else the chart's own values, or what wins over all where these are not ours. */
function deciding(value: Path, places: readonly ValuePlace[], mayEdit: (file: string) => boolean): ValuePlace | null {
  const said = places.findLast((place) => at(place.value, value) !== undefined);
  if (said !== undefined && mayEdit(said.file)) return said;
  const ours = places.filter(({ file }) => mayEdit(file));
  return ours.find(({ isDefault }) => isDefault) ?? ours.at(-1) ?? null;
}

/**
 * What is removed in other places than this one has to be said here: a default that is true is switched off, as a person
 * would; others are set to null, by which Helm removes them.
 */
function asWritten(operation: FixOperation, place: ValuePlace, places: readonly ValuePlace[]): FixOperation {
  if (operation.op === 'set') return operation;
  const { path } = operation;
  const here = at(place.value, path);
  const now = here ?? places.map(({ value }) => at(value, path)).findLast((each) => each !== undefined);
  if (now === true) return { op: 'set', path, value: false };
  return here === undefined && now !== undefined ? { op: 'set', path, value: null } : operation;
}
