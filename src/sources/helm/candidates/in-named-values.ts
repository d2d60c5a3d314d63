/** Edits values that a deployment sets by name, to fix findings. */
import { at } from '../../../foundation/json.ts';
import { type Compared } from '../../../model/finding.ts';
import { type Json } from '../../../model/json.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { type HelmSource, type SetAt } from '../../../model/source.ts';
import { type ValuesOrigin } from '../../../model/suggestion.ts';
import { sourceText } from '../../../yaml/source-text.ts';
import { type Candidate, type YamlEdit } from '../../candidates/candidate.ts';
import { editFile } from '../../candidates/edit-file.ts';
import { entryOf, isAsSet, settingByName } from './named-values.ts';
import { partOfText } from './printed-part.ts';
import { type Unit } from '../../candidates/units.ts';
import { type CandidateContext, type Switch } from '../../candidates/candidate-context.ts';

/** A finding, and the entry that sets the value behind it by name. */
interface Named {
  readonly finding: Compared;
  readonly set: SetAt;
  readonly origin: ValuesOrigin;
  readonly turned: Switch | null;
}

/**
 * Edits of values that a deployment sets by name (parameters of an Application, `set` of a release) where these decide
 * all the findings. First sets them to what the fix writes; then removes them, so that the value below counts again.
 */
export async function planInNamedValues(
  { findings }: Unit,
  source: HelmSource,
  { texts, mayEdit, decided, switchFor }: Pick<CandidateContext, 'texts' | 'mayEdit' | 'decided' | 'switchFor'>,
): Promise<Candidate[]> {
  const named = findings.flatMap((finding) => namedOf(finding, source.setAt ?? [], { decided, switchFor }));
  const [first] = named;
  if (first === undefined || named.length < findings.length) return [];
  const file = texts.holder(first.set.file);
  const { document } = first.set;
  const read = await texts.yaml(file);
  if (read === null || !mayEdit(file) || named.some(({ set }) => !isIn(set, first.set))) return [];
  const text = (await texts.parts(file)) ?? sourceText(read.text);
  const written = read.documents.find(({ index }) => index === document)?.value ?? null;
  const inPod = named.every(({ turned }) => turned !== null);
  const ways = [changes(named, written), removals(named, written)];
  return ways.flatMap((operations) => {
    if (operations === null) return [];
    const yaml: YamlEdit = { document, block: null, operations, sheds: false, ...(inPod ? { inPod } : {}) };
    const planned = editFile(file, text, yaml);
    return planned.kind === 'candidate' ? [planned.candidate] : [];
  });
}

function isIn(one: SetAt, other: SetAt): boolean {
  return one.file === other.file && one.document === other.document;
}

function namedOf(
  finding: Compared,
  sets: readonly SetAt[],
  { decided, switchFor }: Pick<CandidateContext, 'decided' | 'switchFor'>,
): Named[] {
  const origin = decided(finding);
  const set = origin === null ? undefined : settingByName(origin, sets);
  return origin === null || set === undefined ? [] : [{ finding, set, origin, turned: switchFor(finding) }];
}

/** Sets all entries to the values that the fix writes; null where this is not possible for one. */
function changes(named: readonly Named[], document: Json): readonly FixOperation[] | null {
  const operations = named.map((each): FixOperation | null => {
    const { set } = each;
    const value = wantedValue(each);
    const now = at(document, set.path);
    if (value === null || !isAsSet(now, set)) return null;
    return { op: 'set', path: set.path, value: typeof now === 'string' ? String(value) : value };
  });
  return operations.every((operation) => operation !== null) ? operations : null;
}

/**
 * What a switch was shown to need; else a boolean is inverted; otherwise the scalar that the fix sets in the field to
 * which the entry's value goes.
 */
function wantedValue({ finding, set: { sets, value }, origin, turned }: Named): boolean | string | null {
  const { fix, path, manifest } = finding;
  const isWhole = origin.path.length === sets.length;
  if (isWhole && (typeof turned?.value === 'boolean' || typeof turned?.value === 'string')) return turned.value;
  if (typeof value === 'boolean') return !value;
  const [operation, ...others] = fix;
  if (operation?.op !== 'set' || others.length > 0 || !isWhole) return null;
  const wanted = at(operation.value, path.slice(operation.path.length));
  return typeof wanted === 'string' ? partOfText(wanted, at(manifest.object, path), value) : null;
}

/** Removes the entries, the last ones first. */
function removals(named: readonly Named[], document: Json): readonly FixOperation[] | null {
  const entries = named.map(({ set }) => (isAsSet(at(document, set.path), set) ? entryOf(set, document) : null));
  const known = entries.filter((entry) => entry !== null);
  if (known.length < entries.length) return null;
  const distinct = new Map(known.map((entry) => [JSON.stringify(entry), entry]));
  const lastFirst = [...distinct.values()].sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)));
  return lastFirst.map((path) => ({ op: 'remove', path }));
}
