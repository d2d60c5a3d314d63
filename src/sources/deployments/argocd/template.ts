/** Fills the templates of an ApplicationSet: all strings and map keys. Results stay strings. */
import { distinctBy } from '../../../foundation/groups.ts';
import { canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type ProblemCode } from '../../../model/problem.ts';
import { type Field } from '../field.ts';
import { fastTemplate } from './fast-template.ts';
import { goTemplates } from './go-templates.ts';
import { type Element } from './parameters.ts';
import { type Filling, type FillText, type FillResult, type FillableText, type TextKind } from './text-filling.ts';

export interface Fault {
  readonly why: string;
  readonly code: ProblemCode | null;
  /** Path of the text in the value; for a key, the path of its value. */
  readonly path: Path;
}

/** A value with parameters filled into its texts and keys, and the reasons why some were not. */
export interface RenderedValue {
  readonly value: Json;
  readonly faults: readonly Fault[];
}

export type KindOfText = (path: Path, isKey: boolean) => TextKind;

/** Fills the templates of a set as Argo CD does: one value for each element. */
export async function renderValues(
  value: Json,
  elements: readonly Element[],
  filling: Filling,
  kindOf: KindOfText = () => 'plain',
): Promise<RenderedValue[]> {
  const { isGo, budget } = filling;
  const fillText: FillText = isGo
    ? await goTemplates(textsIn(value, kindOf), elements, filling)
    : (text, kind, { parameters }) => fastTemplate(text, kind, parameters, budget);
  return elements.map((element) => rendered(value, kindOf, (text, kind) => fillText(text, kind, element)));
}

function textsIn(value: Json, kindOf: KindOfText): FillableText[] {
  const texts: FillableText[] = [];
  rendered(value, kindOf, (text, kind) => {
    texts.push({ text, kind });
    return { ok: true, text };
  });
  return texts;
}

function rendered(value: Json, kindOf: KindOfText, fill: (text: string, kind: TextKind) => FillResult): RenderedValue {
  const faults: Fault[] = [];
  const filled = (text: string, path: Path, isKey: boolean): string => {
    const kind = kindOf(path, isKey);
    if (kind === 'fixed' || !text.includes('{{')) return text;
    const result = fill(text, kind);
    if (result.ok) return result.text;
    faults.push({ why: result.why, code: result.code, path });
    return text;
  };
  const walk = (here: Json, path: Path): Json => {
    if (typeof here === 'string') return filled(here, path, false);
    if (isJsonList(here)) return here.map((item, index) => walk(item, [...path, index]));
    if (!isJsonMap(here)) return here;
    return Object.fromEntries(
      Object.entries(here).map(([key, inner]) => {
        const way = [...path, key];
        return [filled(key, way, true), walk(inner, way)];
      }),
    );
  };
  return { value: walk(value, []), faults };
}

/** Notes at the field why its texts cannot be filled, each text once for all elements. */
export function sayFaults(field: Field, all: readonly RenderedValue[]): void {
  const faults = all.flatMap(({ faults: [first] }) => first ?? []);
  for (const fault of distinctBy(faults, ({ code, path }) => canonical([code, path])))
    sayFault(fault.code === null ? field.at(...fault.path) : field, fault);
}

/** Notes at a field why some of its applications are not known. */
export function sayFault(field: Field, { why, code }: Pick<Fault, 'why' | 'code'>): void {
  if (code === null) field.unknown(why, 'applications');
  else field.problem(code, why);
}
