import { isJsonList, isJsonMap } from '../../json.ts';
import { type Json, type JsonObject } from '../../model.ts';
import { goTemplate } from './go-template.ts';
import { nextEnd, piecesOf } from './tags.ts';

/** A text with its parameters put in; or why that cannot be told here. */
export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** A value with parameters put into every text and key of it, and why some are not. */
export interface RenderedValue {
  readonly value: Json;
  readonly faults: readonly string[];
}

/** As Argo CD fills the templates of an ApplicationSet: texts only, which stay texts. */
export function renderValue(value: Json, parameters: JsonObject, isGo: boolean): RenderedValue {
  const faults = new Set<string>();
  const rendered = walk(value, (text) => {
    const result = isGo ? goTemplate(text, parameters) : fastTemplate(text, parameters);
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
function fastTemplate(template: string, parameters: JsonObject): Rendered {
  const { pieces, isClosed } = piecesOf(template, nextEnd);
  if (!isClosed) return { ok: false, why: 'a {{ has no end.' };
  const texts: string[] = [];
  for (const piece of pieces) {
    const name = piece.kind === 'tag' ? piece.inner.trim() : null;
    const given = name !== null && Object.hasOwn(parameters, name) ? parameters[name] : null;
    const value = piece.kind === 'text' ? piece.text : given;
    if (typeof value !== 'string') return { ok: false, why: `no generator gives ${name ?? ''}.` };
    texts.push(value);
  }
  return { ok: true, text: texts.join('') };
}
