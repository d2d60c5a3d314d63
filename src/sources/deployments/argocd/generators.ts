/** Evaluates a generator of an ApplicationSet: list, git, matrix or merge. */
import { Field } from '../field.ts';
import { valuesIn } from '../inline-values.ts';
import { type Generate, matrixElements, mergedElements } from './combining-generators.ts';
import { type GeneratorScope, mostElements } from './generator-scope.ts';
import { gitElements } from './git-generator.ts';
import { type Element } from './parameters.ts';
import { selectsElement } from './selector.ts';

const kinds = ['list', 'git', 'matrix', 'merge'] as const;

/** The elements of a generator; null where only the cluster or a service knows them, which is noted. */
export async function elementsOf(generator: Field, scope: GeneratorScope): Promise<Element[] | null> {
  const kind = kinds.find((one) => generator.at(one).isThere);
  if (kind === undefined) {
    const [name = 'generator'] = Object.keys(generator.map() ?? {}).filter((key) => key !== 'selector');
    generator.unknown(`the elements of the generator ${name} are known only to the cluster.`, 'applications');
    return null;
  }
  if (scope.depth > 2) {
    generator.problem('deployment-invalid', 'expected generators nested at most two levels deep.');
    return [];
  }
  const elements = await byKind[kind](generator.at(kind), scope);
  const selector = generator.at('selector');
  return elements?.filter(({ parameters }) => selectsElement(selector, parameters)).slice(0, mostElements + 1) ?? null;
}

const byKind: Readonly<Record<(typeof kinds)[number], Generate>> = {
  list: (list, scope) => Promise.resolve(listElements(list, scope)),
  git: gitElements,
  matrix: (generator, scope) => matrixElements(generator, scope, elementsOf),
  merge: (generator, scope) => mergedElements(generator, scope, elementsOf),
};

function listElements(list: Field, { filling: { isGo } }: GeneratorScope): Element[] {
  const written = list.at('elements').items();
  const items = [...written, ...yamlElements(list.at('elementsYaml'))];
  return items.flatMap((item): Element[] => {
    const parameters = item.map();
    if (parameters === null) return [];
    return [{ parameters: isGo ? parameters : listParameters(item), place: item.place }];
  });
}

/** `values` is a map of strings; every other field is a string. */
function listParameters(item: Field): Record<string, string> {
  const entries = item.entries().flatMap(([key, field]): [string, string][] => {
    if (key !== 'values') return [[key, field.value === '' ? '' : (field.text() ?? '')]];
    return Object.entries(field.textMap()).map(([name, value]) => [`values.${name}`, value]);
  });
  return Object.fromEntries(entries);
}

/** A YAML text with a list, as the first generator of a matrix can give it. */
function yamlElements(field: Field): Field[] {
  const text = field.text();
  if (text === null) return [];
  const indented = text.replace(/^/gm, '  ');
  const object = valuesIn(field, `elements:\n${indented}`);
  if (object === null) return [];
  const holder = { object, from: null, written: () => field.written };
  return new Field(holder, ['elements'], field.notes).items();
}
