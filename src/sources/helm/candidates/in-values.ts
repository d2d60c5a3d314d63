/** Edits value files of a chart to fix findings. */
import { distinctBy } from '../../../foundation/groups.ts';
import { at } from '../../../foundation/json.ts';
import { isNameFor } from '../../../foundation/kubernetes/names.ts';
import { type Path } from '../../../model/json.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { type HelmSource } from '../../../model/source.ts';
import { type Candidate } from '../../candidates/candidate.ts';
import { editFile } from '../../candidates/edit-file.ts';
import { movedToValue, partOfText } from './printed-part.ts';
import { type InValues, inSeenValues, switched, valueNow } from './seen-values.ts';
import { type Unit } from '../../candidates/units.ts';
import { type ValuePlace, valuePlaces } from './value-places.ts';
import { type CandidateContext } from '../../candidates/candidate-context.ts';

/** A value that a template line reads. */
export interface Read {
  readonly file: string;
  readonly line: number;
  readonly path: Path;
}

/** Maximum number of edits to try, each of which is a render. After these the template is edited. */
const mostTries = 6;

/**
 * Edits of a values file: first of the values that decide the findings; then of the values that the template reads
 * under the name of a field on the path, those read nearest to it first.
 */
export async function* planInValues(
  unit: Unit,
  source: HelmSource,
  reads: readonly Read[],
  near: Read | null,
  { texts, mayEdit, decided, switchFor }: Pick<CandidateContext, 'texts' | 'mayEdit' | 'decided' | 'switchFor'>,
): AsyncGenerator<Candidate> {
  const places = await valuePlaces(source, texts);
  const known = new Set<string>();
  const paths = byDistance(reads, near);
  const named = paths.flatMap((value) =>
    operationsAt(value, unit, places).map((operations): InValues => ({ value, operations })),
  );
  const seen = [...switched(unit, places, { decided, switchFor }), ...inSeenValues(unit, places, decided)];
  for (const way of [...seen, ...printedParts(unit, paths, places), ...named]) {
    const candidate = candidateFor(way, places, mayEdit);
    const key = candidate === null ? null : JSON.stringify([candidate.file, candidate.edit]);
    if (candidate === null || key === null || known.has(key)) continue;
    known.add(key);
    if (known.size > mostTries) return;
    yield candidate;
  }
}

/** The one operation of a unit applied to a value that is a part of the printed text: the repository of an image with a tag. */
function printedParts(
  { operations, findings }: Unit,
  paths: readonly Path[],
  places: readonly ValuePlace[],
): InValues[] {
  const [operation, ...others] = operations;
  const object = findings[0]?.manifest.object;
  if (operation?.op !== 'set' || typeof operation.value !== 'string' || others.length > 0) return [];
  const { value: wanted, path } = operation;
  const printed = at(object, path);
  return paths.flatMap((value): InValues[] => {
    const given = valueNow(places, value);
    const isPart = typeof given === 'string' && typeof printed === 'string' && given !== '' && printed.includes(given);
    const part = isPart ? partOfText(wanted, printed, given) : null;
    return part === null || part === given ? [] : [{ value, operations: [{ op: 'set', path: value, value: part }] }];
  });
}

function byDistance(reads: readonly Read[], near: Read | null): Path[] {
  const distance = ({ file, line }: Read): number => (file === near?.file ? Math.abs(line - near.line) : 10_000);
  const sorted = [...reads].sort((a, b) => distance(a) - distance(b));
  return distinctBy(
    sorted.map(({ path }) => path),
    (path) => JSON.stringify(path),
  );
}

/**
 * The operations with the value's path in place of the path to a field of the same name; several where the name matches
 * several fields.
 */
function operationsAt(value: Path, { operations, findings }: Unit, places: readonly ValuePlace[]): FixOperation[][] {
  const name = value.at(-1);
  const [sample] = operations;
  const object = findings[0]?.manifest.object;
  if (typeof name !== 'string' || sample === undefined || object === undefined) return [];
  return sample.path.flatMap((part, index): FixOperation[][] => {
    if (typeof part !== 'string' || !isNameFor(name, part)) return [];
    const way = sample.path.slice(0, index + 1);
    if (!operations.every(({ path }) => way.every((each, i) => each === path[i]))) return [];
    const moved = operations.flatMap((operation) => {
      const own = [...value, ...operation.path.slice(index + 1)];
      return movedToValue(operation, own, object, valueNow(places, own)) ?? [];
    });
    return moved.length === operations.length ? [moved] : [];
  });
}

/** The operations as an edit of the file whose map of values decides. Null where no file of this repository does. */
function candidateFor(
  { value, operations, inPod = false }: InValues,
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
    ...(inPod ? { inPod } : {}),
    operations: isBlock ? written : written.map((operation) => ({ ...operation, path: [...path, ...operation.path] })),
  });
  return planned.kind === 'candidate' ? planned.candidate : null;
}

/**
 * The last place that sets the value; else the chart's own values, or the last editable place where those are not
 * editable.
 */
function deciding(value: Path, places: readonly ValuePlace[], mayEdit: (file: string) => boolean): ValuePlace | null {
  const said = places.findLast((place) => at(place.value, value) !== undefined);
  if (said !== undefined && mayEdit(said.file)) return said;
  const ours = places.filter(({ file }) => mayEdit(file));
  return ours.find(({ isDefault }) => isDefault) ?? ours.at(-1) ?? null;
}

/**
 * A value that another place sets cannot be removed here. A default of true is set to false, as a person would do;
 * other values are set to null, with which Helm removes them.
 */
function asWritten(operation: FixOperation, place: ValuePlace, places: readonly ValuePlace[]): FixOperation {
  if (operation.op === 'set') return operation;
  const { path } = operation;
  const here = at(place.value, path);
  const now = here ?? places.map(({ value }) => at(value, path)).findLast((each) => each !== undefined);
  if (now === true) return { op: 'set', path, value: false };
  return here === undefined && now !== undefined ? { op: 'set', path, value: null } : operation;
}
