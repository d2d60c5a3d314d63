/** Fills the Go templates of an ApplicationSet with the Helm engine, all texts for all elements in one call. */
import { type EngineError, type Answer } from '../../../engine/outcome.ts';
import { type FilledText, type FilledTexts, type TemplateElement } from '../../../engine/templates.ts';
import { type Element } from './parameters.ts';
import {
  type Filling,
  type FillText,
  isLeft,
  type FillResult,
  type FillableText,
  type TextBudget,
  tooMuchText,
} from './text-filling.ts';

/** Maximum number of UTF-8 bytes per UTF-16 unit. */
const mostBytes = 3;

export async function goTemplates(
  texts: readonly FillableText[],
  elements: readonly Element[],
  filling: Filling,
): Promise<FillText> {
  const places = placesOf(texts);
  const rows = new Map(elements.map((element, index) => [element, index]));
  const answer = await asked([...places.values()], elements, filling);
  return (text, kind, element) => {
    // Argo CD does not fill templates for an element without parameters.
    if (kind !== 'patch' && Object.keys(element.parameters).length === 0) return { ok: true, text };
    if (!answer.ok) return notFilled(answer.error);
    const filled = answer.value?.[rows.get(element) ?? -1]?.[places.get(keyOf({ text, kind }))?.index ?? -1];
    if (filled === undefined) return tooLarge;
    return filled.ok ? charged(filled.text, filling.budget) : refused(filled, text, kind === 'open');
  };
}

interface Asked extends FillableText {
  readonly index: number;
}

/** Each text once: several fields of a template may have the same one. */
function placesOf(texts: readonly FillableText[]): Map<string, Asked> {
  const places = new Map<string, Asked>();
  for (const each of texts) {
    const key = keyOf(each);
    if (!places.has(key)) places.set(key, { ...each, index: places.size });
  }
  return places;
}

function keyOf({ text, kind }: FillableText): string {
  return `${kind} ${text}`;
}

async function asked(
  texts: readonly FillableText[],
  elements: readonly Element[],
  { fill, options, budget }: Filling,
): Promise<Answer<FilledTexts>> {
  if (texts.length === 0 || elements.length === 0) return { ok: true, value: [] };
  return fill({
    texts: texts.map(({ text, kind }) => ({ text, strict: kind === 'open', last: kind === 'patch' })),
    options,
    elements: elements.map(({ parameters, texts: ways = [] }): TemplateElement => ({ parameters, texts: ways })),
    most: Math.max(0, budget.characters) * mostBytes,
  });
}

const tooLarge: FillResult = { ok: false, why: tooMuchText, code: 'too-large' };

function charged(text: string, budget: TextBudget): FillResult {
  return isLeft(budget, text.length) ? { ok: true, text } : tooLarge;
}

function notFilled({ code, message }: EngineError): FillResult {
  return { ok: false, code, why: `its templates can't be filled: ${sentence(message)}` };
}

function refused(failure: Exclude<FilledText, { readonly ok: true }>, text: string, isOpen: boolean): FillResult {
  const { kind, message, line } = failure;
  if (isOpen && kind === 'missing') return { ok: true, text };
  const where = line === 0 ? '' : ` in line ${line}`;
  return {
    ok: false,
    code: null,
    why: kind === 'unknown' ? message : `its template fails${where}: ${sentence(message)}`,
  };
}

/** Maximum length of an error message, which may repeat its input. UTF-16 units. */
const longest = 300;

function sentence(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  const short = line.length > longest ? `${line.slice(0, longest)} …` : line;
  return /[.…]$/.test(short) ? short : `${short}.`;
}
