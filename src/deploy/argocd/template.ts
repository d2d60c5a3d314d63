import { isJsonList, isJsonMap } from '../../json.ts';
import { type Json, type JsonObject } from '../../model.ts';
import { goTemplate } from './go-template.ts';
import { nextEnd, piecesOf } from './tags.ts';

/** A text with its parameters put in; or why that cannot be told here. */
export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** How much the templates of one ApplicationSet may give, all of its applications together. UTF-16 units. */
export const mostTemplated = 4 * 1024 * 1024;

/** What is left of it. */
export interface TextBudget {
  characters: number;
}

/** Takes it from what is left; false where that is not enough. */
export function isLeft(budget: TextBudget, characters: number): boolean {
  budget.characters -= characters;
  return budget.characters >= 0;
}

export const tooMuchText = `its templates give more than ${mostTemplated} characters.`;

/** A value with parameters put into every text and key of it, and why some are not. */
export interface RenderedValue {
  readonly value: Json;
  readonly faults: readonly string[];
}

/** As Argo CD fills the templates of an ApplicationSet: texts only, which stay texts. */
export function renderValue(
  value: Json,
  parameters: JsonObject,
  isGo: boolean,
  budget: TextBudget = { characters: mostTemplated },
): RenderedValue {
  const faults = new Set<string>();
  const rendered = walk(value, (text) => {
    const result = isGo ? goTemplate(text, parameters, budget) : fastTemplate(text, parameters, budget);
    if (result.ok) return result.text;
    faults.add(result.why);
    return text;
  });
  return { value: rendered, faults: [...faults] };
}

function walk(value: Json, render: (text: string) => string): Json {
  if (typeof value === 'string') return value.includes('{{') ? render(value) : value;
  if (isJsonList(value)) return value.map((item) => walk(item, render));
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [walkKey(key, render), walk(inner, render)]));
}

function walkKey(key: string, render: (text: string) => string): string {
  return key.includes('{{') ? render(key) : key;
}

/** `{{name}}`, spaces allowed. A name that nobody gives would stay as it stands, which deploys nothing sensible. */
function fastTemplate(template: string, parameters: JsonObject, budget: TextBudget): Rendered {
  const { pieces, isClosed } = piecesOf(template, nextEnd);
  if (!isClosed) return { ok: false, why: 'a {{ has no end.' };
  const texts: string[] = [];
  for (const piece of pieces) {
    const name = piece.kind === 'tag' ? piece.inner.trim() : null;
    const given = name !== null && Object.hasOwn(parameters, name) ? parameters[name] : null;
    const value = piece.kind === 'text' ? piece.text : given;
    if (typeof value !== 'string') return { ok: false, why: `no generator gives ${name ?? ''}.` };
    if (!isLeft(budget, value.length)) return { ok: false, why: tooMuchText };
    texts.push(value);
  }
  return { ok: true, text: texts.join('') };
}
