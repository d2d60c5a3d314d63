/**
 * The plain subset of Go's text/template with sprig: fields, `index`, literals, pipes and some functions of texts. No
 * conditions, loops, variables or templates in it: those are said to be unknown rather than half understood.
 */
import { isJsonList, isJsonMap } from '../../json.ts';
import { type Json, type JsonObject } from '../../model.ts';
import { type Word, wordsOf } from './go-expression.ts';
import { goFunctions, TooMuchTextError } from './go-functions.ts';
import { nextEndUnquoted, type Piece, piecesOf } from './tags.ts';
import { isLeft, type Rendered, type TextBudget, tooMuchText } from './template.ts';

export function goTemplate(template: string, parameters: JsonObject, budget: TextBudget): Rendered {
  const { pieces, isClosed } = piecesOf(template, nextEndUnquoted);
  if (!isClosed) return { ok: false, why: 'a {{ has no end.' };
  const texts: string[] = [];
  for (const [at, piece] of pieces.entries()) {
    const rendered =
      piece.kind === 'text' ? besideTags(pieces, at, piece.text) : evaluated(piece.inner, parameters, budget);
    if (typeof rendered !== 'string') return { ok: false, why: rendered.why };
    if (!isLeft(budget, rendered.length)) return { ok: false, why: tooMuchText };
    texts.push(rendered);
  }
  return { ok: true, text: texts.join('') };
}

/** `{{-` and `-}}` take the white space beside them. */
function besideTags(pieces: readonly Piece[], at: number, text: string): string {
  const before = pieces[at - 1];
  const behind = pieces[at + 1];
  const start = before?.kind === 'tag' && /\s-$/.test(before.inner) ? text.trimStart() : text;
  return behind?.kind === 'tag' && /^-\s/.test(behind.inner) ? start.trimEnd() : start;
}

function evaluated(inner: string, parameters: JsonObject, budget: TextBudget): string | { readonly why: string } {
  const expression = inner
    .replace(/^-(?=\s)/, '')
    .replace(/\s-$/, '')
    .trim();
  if (expression.startsWith('/*') && expression.endsWith('*/')) return '';
  try {
    return textOf(new Evaluation(expression, parameters, budget).value());
  } catch (thrown) {
    if (thrown instanceof TooMuchTextError) {
      budget.characters = -1;
      return { why: tooMuchText };
    }
    if (thrown instanceof NotToldError) return { why: `{{${inner}}}: ${thrown.message}` };
    throw thrown;
  }
}

/** What an expression gives cannot be told. */
class NotToldError extends Error {
  override readonly name = 'NotToldError';
}

function textOf(value: Json): string {
  if (typeof value === 'object') throw new NotToldError('it is no text.');
  return String(value);
}

const mostBrackets = 100;

/** One expression, from its words to its value. */
class Evaluation {
  private readonly words: readonly Word[];
  private readonly parameters: JsonObject;
  private readonly budget: TextBudget;
  private next = 0;
  private depth = 0;

  constructor(expression: string, parameters: JsonObject, budget: TextBudget) {
    const words = wordsOf(expression);
    if (words === null || words.length === 0) throw new NotToldError('it is not among the expressions that are read.');
    this.words = words;
    this.parameters = parameters;
    this.budget = budget;
  }

  value(): Json {
    const value = this.pipeline();
    if (this.next < this.words.length) throw new NotToldError('it is not among the expressions that are read.');
    return value;
  }

  /** Commands with `|` between; the value of each is the last argument of the next. */
  private pipeline(): Json {
    let value = this.command([]);
    while (this.isSign('|')) {
      this.next += 1;
      value = this.command([value]);
    }
    return value;
  }

  private command(piped: readonly Json[]): Json {
    const first = this.words[this.next];
    if (first?.kind !== 'name') {
      if (piped.length > 0) throw new NotToldError('it pipes into what is no function.');
      return this.operand();
    }
    this.next += 1;
    const call = goFunctions.get(first.name);
    if (call === undefined) throw new NotToldError(`the function ${first.name} is not among those that are read.`);
    const given: Json[] = [];
    while (this.next < this.words.length && !this.isSign('|') && !this.isSign(')')) given.push(this.operand());
    const result = call([...given, ...piped], this.budget.characters);
    if (result === undefined) throw new NotToldError(`${first.name} does not take what it is given.`);
    if (typeof result === 'string' && !isLeft(this.budget, result.length)) throw new NotToldError(tooMuchText);
    return result;
  }

  private operand(): Json {
    const word = this.words[this.next];
    this.next += 1;
    if (word?.kind === 'literal') return word.value;
    if (word?.kind === 'field') return this.field(word.keys);
    if (word?.kind !== 'sign' || word.sign !== '(')
      throw new NotToldError('it is not among the expressions that are read.');
    if (++this.depth > mostBrackets) throw new NotToldError(`its brackets nest more than ${mostBrackets} deep.`);
    const value = this.pipeline();
    this.depth -= 1;
    if (!this.isSign(')')) throw new NotToldError('a bracket is not closed.');
    this.next += 1;
    return value;
  }

  /** Null for one that is missing, so that `default` can say what it is then. */
  private field(keys: readonly string[]): Json {
    let here: Json = this.parameters;
    for (const key of keys) {
      if (!isJsonMap(here) || isJsonList(here) || !Object.hasOwn(here, key)) return null;
      here = here[key] ?? null;
    }
    return here;
  }

  private isSign(sign: '|' | '(' | ')'): boolean {
    const word = this.words[this.next];
    return word?.kind === 'sign' && word.sign === sign;
  }
}
