/** Evaluates the matrix and merge generators of an ApplicationSet. */
import { type Path, type Json, type JsonObject } from '../../../model/json.ts';
import { addNotes, Field } from '../field.ts';
import { canonical, isJsonMap } from '../../../foundation/json.ts';
import { layOver } from '../merge.ts';
import { type GeneratorScope, mostElements } from './generator-scope.ts';
import { type Element } from './parameters.ts';
import { renderValues, sayFaults } from './template.ts';
import { anew, type TextKind } from './text-filling.ts';

/** The elements of a generator; null where only the cluster or a service knows them, which is noted. */
export type Generate = (generator: Field, scope: GeneratorScope) => Promise<Element[] | null>;

/**
 * Every element of the first generator, combined with every element that the next one gives for it.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Matrix/
 */
export async function matrixElements(
  matrix: Field,
  scope: GeneratorScope,
  elementsOf: Generate,
): Promise<Element[] | null> {
  const [first, ...others] = matrix.at('generators').items();
  if (first === undefined || others.length === 0) {
    matrix.problem('deployment-invalid', 'expected two generators or more.');
    return [];
  }
  const inner = { ...scope, depth: scope.depth + 1 };
  let elements = await elementsOf(first, inner);
  for (const generator of others) {
    if (elements === null) return null;
    elements = await product(elements, generator, inner, elementsOf);
  }
  return elements;
}

/**
 * Number of elements for which the next generator is evaluated at the same time, so that the engine fills their
 * templates in one call.
 */
const atOnce = 50;

async function product(
  elements: readonly Element[],
  generator: Field,
  scope: GeneratorScope,
  elementsOf: Generate,
): Promise<Element[] | null> {
  const all: Element[] = [];
  for (let at = 0; at < elements.length && all.length <= mostElements; at += atOnce) {
    const some = elements.slice(at, at + atOnce);
    const found = await besideEach(some, generator, scope, elementsOf);
    if (found === null) return null;
    for (const [index, element] of some.entries()) {
      for (const other of found[index] ?? []) {
        if (!scope.filling.isGo) sayConflict(generator, element.parameters, other.parameters);
        all.push(joined(other, element)); // the earlier generator's values win
      }
    }
  }
  return all;
}

function joined(below: Element, over: Element): Element {
  const texts = [...(below.texts ?? []), ...(over.texts ?? [])];
  return { parameters: layOver(below.parameters, over.parameters), place: below.place, texts };
}

/** What a generator gives for each of these elements; null where part of it is not known, which is noted. */
async function besideEach(
  elements: readonly Element[],
  generator: Field,
  scope: GeneratorScope,
  elementsOf: Generate,
): Promise<(readonly Element[])[] | null> {
  const rendered = await renderValues(generator.value, elements, anew(scope.filling), kindInGenerator);
  if (rendered.some(({ faults }) => faults.length > 0)) {
    sayFaults(generator, rendered);
    return null;
  }
  const filled = rendered.map(({ value }) => filledIn(generator, value));
  const found = await Promise.all(filled.map((each) => elementsOf(each, scope)));
  for (const { notes } of filled) addNotes(generator.notes, notes);
  return found.every((each) => each !== null) ? found : null;
}

/**
 * A generator filled with the parameters of another one. It has its own notes, which are added in the order of the
 * elements.
 */
function filledIn(generator: Field, value: Json): Field {
  const object = isJsonMap(value) ? value : {};
  const notes = { problems: [], unknown: [], files: new Set<string>() };
  return new Field({ object, from: null, written: (path) => generator.at(...path).written }, [], notes);
}

/**
 * A generator's `values` may use its own parameters, so Argo CD leaves names in them that the other generator does not
 * give.
 */
function kindInGenerator([kind, field, index, ...inner]: Path, isKey: boolean): TextKind {
  const isNested = kind === 'matrix' || kind === 'merge';
  if (isNested && field === 'generators' && inner[0] !== 'matrix' && inner[0] !== 'merge')
    return kindInGenerator(inner, isKey);
  if (kind === 'list' || field !== 'values' || index === undefined) return 'plain';
  return isKey ? 'fixed' : 'open';
}

function sayConflict(generator: Field, earlier: JsonObject, later: JsonObject): void {
  const name = Object.keys(later).find((key) => Object.hasOwn(earlier, key) && earlier[key] !== later[key]);
  if (name === undefined) return;
  generator.problem(
    'deployment-invalid',
    `expected ${name} from one generator only; Argo CD refuses two different values.`,
  );
}

/**
 * The elements of the first generator, each overridden by the elements of the others with the same keys.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Merge/
 */
export async function mergedElements(
  merge: Field,
  scope: GeneratorScope,
  elementsOf: Generate,
): Promise<Element[] | null> {
  const generators = merge.at('generators').items();
  const keys = merge.at('mergeKeys').texts();
  if (generators.length < 2 || keys.length === 0) {
    merge.problem('deployment-invalid', 'expected mergeKeys, and two generators or more.');
    return [];
  }
  let merged: Element[] | null = null;
  for (const generator of generators) {
    const elements = await elementsOf(generator, { ...scope, depth: scope.depth + 1 });
    if (elements === null) return null;
    merged = merged === null ? elements : overridden(merged, elements, keys);
  }
  return merged;
}

function overridden(base: readonly Element[], over: readonly Element[], keys: readonly string[]): Element[] {
  const byKey = new Map(over.map((element) => [keyOf(element.parameters, keys), element]));
  return base.map((element) => {
    const found = byKey.get(keyOf(element.parameters, keys));
    return found === undefined ? element : joined(element, found);
  });
}

function keyOf(parameters: JsonObject, keys: readonly string[]): string {
  return canonical(keys.map((key) => (Object.hasOwn(parameters, key) ? (parameters[key] ?? null) : null)));
}
