/** Fills ApplicationSet templates that are not Go templates: `{{name}}`, with or without spaces. */
import { type JsonObject } from '../../../model/json.ts';
import { nextEnd, piecesOf } from './tags.ts';
import { isLeft, type FillResult, type TextBudget, type TextKind, tooMuchText } from './text-filling.ts';

/** A name that no generator gives is an error here: Argo CD would leave it in the text and deploy nothing useful. */
export function fastTemplate(template: string, kind: TextKind, parameters: JsonObject, budget: TextBudget): FillResult {
  const { pieces, isClosed } = piecesOf(template, nextEnd);
  if (!isClosed) return unknown('a {{ is not closed.');
  const texts: string[] = [];
  for (const piece of pieces) {
    const name = piece.kind === 'tag' ? piece.inner.trim() : null;
    const given = name !== null && Object.hasOwn(parameters, name) ? parameters[name] : null;
    const value = piece.kind === 'text' ? piece.text : (given ?? (kind === 'open' ? `{{${piece.inner}}}` : null));
    if (typeof value !== 'string') return unknown(`no generator provides ${name ?? ''}.`);
    if (!isLeft(budget, value.length)) return { ok: false, why: tooMuchText, code: 'too-large' };
    texts.push(value);
  }
  return { ok: true, text: texts.join('') };
}

function unknown(why: string): FillResult {
  return { ok: false, why, code: null };
}
