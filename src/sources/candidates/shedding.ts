/** Removes parent fields that a removal would leave empty. */
import { at, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type FixOperation } from '../../model/rule.ts';
import { applyOperations } from '../../yaml/apply-operations.ts';
import { parseManifests } from '../../yaml/values.ts';

/** Fields for which empty and missing mean the same. An empty `podSelector` or `rules` means something else. */
const hollow = new Set([
  ...['spec', 'template', 'metadata', 'annotations', 'labels'],
  ...['securityContext', 'capabilities', 'add', 'drop', 'sysctls', 'seLinuxOptions', 'windowsOptions'],
]);

/** Extends removals so that no empty parent field remains: nobody writes `securityContext: {}`. */
export function shedding(text: string, operations: readonly FixOperation[]): readonly FixOperation[] {
  if (operations.every(({ op }) => op === 'set')) return operations; // most are, and parsing takes its time
  const value = parseManifests(text).documents[0]?.value ?? null;
  const after = applyOperations(value, operations);
  if (after === undefined) return operations;
  return operations.map((operation) =>
    operation.op === 'remove' ? { op: 'remove', path: withHollow(after, operation.path) } : operation,
  );
}

/** The path of the outermost field that would be left empty; the path itself where there is none. */
function withHollow(after: Json, path: Path): Path {
  const parent = path.slice(0, -1);
  const name = parent.at(-1);
  return typeof name === 'string' && hollow.has(name) && isEmpty(at(after, parent)) ? withHollow(after, parent) : path;
}

/** A map of only such fields, all of them empty, is empty itself: `capabilities: {add: []}`. */
function isEmpty(value: Json | undefined): boolean {
  if (isJsonList(value)) return value.length === 0;
  if (!isJsonMap(value)) return false;
  return Object.entries(value).every(([name, member]) => hollow.has(name) && isEmpty(member));
}
