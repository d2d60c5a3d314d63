/** The templates of an ApplicationSet that are no Go templates: `{{name}}`, spaces allowed. */
import { type JsonObject } from '../../../model/json.ts';
import { nextEnd, piecesOf } from './tags.ts';
import { isLeft, type Rendered, type TextBudget, type TextKind, tooMuchText } from './text-filling.ts';

/** A name that nobody gives would stay as it stands, which deploys nothing sensible. */
export function fastTemplate(template: string, kind: TextKind, parameters: JsonObject, budget: TextBudget): Rendered {
  const { pieces, isClosed } = piecesOf(template, nextEnd);
  if (!isClosed) return unknown('a {{ has no end.');
  const texts: string[] = [];
  for (const piece of pieces) {
    const name = piece.kind === 'tag' ? piece.inner.trim() : null;
    const given = name !== null && Object.hasOwn(parameters, name) ? parameters[name] : null;
    const value = piece.kind === 'text' ? piece.text : (given ?? (kind === 'open' ? `{{${piece.inner}}}` : null));
    if (typeof value !== 'string') return unknown(`no generator gives ${name ?? ''}.`);
    if (!isLeft(budget, value.length)) return { ok: false, why: tooMuchText, code: 'too-large' };
    texts.push(value);
  }
  return { ok: true, text: texts.join('') };
}

function unknown(why: string): Rendered {
  return { ok: false, why, code: null };
}
