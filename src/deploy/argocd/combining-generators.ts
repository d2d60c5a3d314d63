import { canonical, isJsonMap } from '../../json.ts';
import { type JsonObject } from '../../model.ts';
import { Field } from '../field.ts';
import { layOver } from '../merge.ts';
import { type GeneratorScope, mostElements } from './generator-scope.ts';
import { elementsOf } from './generators.ts';
import { type Element } from './parameters.ts';
import { renderValue } from './template.ts';

/**
 * Every element of the first generator with every one that the next gives for it.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Matrix/
 */
export async function matrixElements(matrix: Field, scope: GeneratorScope): Promise<Element[] | null> {
  const [first, ...others] = matrix.at('generators').items();
  if (first === undefined || others.length === 0) {
    matrix.problem('deployment-invalid', 'expected two generators or more.');
    return [];
  }
  const inner = { ...scope, depth: scope.depth + 1 };
  let elements = await elementsOf(first, inner);
  for (const generator of others) {
    if (elements === null) return null;
    elements = await product(elements, generator, inner);
  }
  return elements;
}

async function product(
  elements: readonly Element[],
  generator: Field,
  scope: GeneratorScope,
): Promise<Element[] | null> {
  const all: Element[] = [];
  for (const element of elements) {
    if (all.length > mostElements) break;
    const filled = filledIn(generator, element.parameters, scope.isGo);
    const found = filled === null ? null : await elementsOf(filled, scope);
    if (found === null) return null;
    for (const { parameters, place } of found) {
      if (!scope.isGo) sayConflict(generator, element.parameters, parameters);
      // What an earlier generator gives stays.
      all.push({ parameters: layOver(parameters, element.parameters), place });
    }
  }
  return all;
}

/** A generator with the parameters of another put in; null where some cannot be told, which is said. */
function filledIn(generator: Field, parameters: Element['parameters'], isGo: boolean): Field | null {
  const { value, faults } = renderValue(generator.value, parameters, isGo);
  const [why] = faults;
  if (why !== undefined) {
    generator.unknown(why, 'applications');
    return null;
  }
  const object = isJsonMap(value) ? value : {};
  return new Field({ object, from: null, written: (path) => generator.at(...path).written }, [], generator.notes);
}

function sayConflict(generator: Field, earlier: JsonObject, later: JsonObject): void {
  const name = Object.keys(later).find((key) => Object.hasOwn(earlier, key) && earlier[key] !== later[key]);
  if (name === undefined) return;
  generator.problem('deployment-invalid', `expected ${name} of one generator only; Argo CD refuses two that differ.`);
}

/**
 * The elements of the first generator, each overridden by those of the others that have the same keys.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Merge/
 */
export async function mergedElements(merge: Field, scope: GeneratorScope): Promise<Element[] | null> {
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
  const byKey = new Map(over.map((element) => [keyOf(element.parameters, keys), element.parameters]));
  return base.map(({ parameters, place }) => {
    const found = byKey.get(keyOf(parameters, keys));
    return { parameters: found === undefined ? parameters : layOver(parameters, found), place };
  });
}

function keyOf(parameters: JsonObject, keys: readonly string[]): string {
  return canonical(keys.map((key) => (Object.hasOwn(parameters, key) ? (parameters[key] ?? null) : null)));
}
