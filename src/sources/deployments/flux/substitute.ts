/** Substitutes Flux's post-build variables in an object. */
import { at, isJsonMap } from '../../../foundation/json.ts';
import { type JsonObject } from '../../../model/json.ts';
import { type Substitution } from '../../../model/source.ts';
import { goYamlText } from '../../../yaml/go-text.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { parsed } from './envsubst.ts';
import { applied, type Argument, type Expression, SubstitutionError } from './expression.ts';

export interface Substituted {
  /** The original object where the substitution is refused. */
  readonly object: JsonObject;
  /** Expressions that stay as they are written because their value is not known. */
  readonly unknown: readonly string[];
  /** Why Flux would refuse it, or why it is not substituted here; null where it succeeds. */
  readonly refused: { readonly code: 'refused' | 'too-large'; readonly why: string } | null;
  /** Length of the resulting text. UTF-16 units. */
  readonly size: number;
}

/** Maximum length of the results for all objects of one source. UTF-16 units. */
export const mostSubstituted = 32 * 1024 * 1024;

/**
 * An object with Flux's variables substituted as Flux does it after the build: in the object's YAML text, so that a
 * text may become a number. Unknown variables become `supposed`; with null they stay as written.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function substituteIn(
  object: JsonObject,
  substitution: Substitution,
  supposed: string | null = null,
  most = mostSubstituted,
): Substituted {
  if (isSwitchedOff(object) || hasNone(substitution)) return { object, unknown: [], refused: null, size: 0 };
  try {
    return substituted(object, new Evaluation(substitution, supposed, most));
  } catch (thrown) {
    if (!(thrown instanceof SubstitutionError)) throw thrown;
    return { object, unknown: [], refused: { code: thrown.code, why: `${thrown.message}.` }, size: 0 };
  }
}

function substituted(object: JsonObject, evaluation: Evaluation): Substituted {
  const before = goYamlText(object);
  evaluation.checkNames();
  const text = evaluation.textOf(parsed(before));
  const done = { unknown: [...evaluation.unknown], refused: null, size: text.length };
  if (text === before) return { object, ...done };
  const { documents, faults } = parseManifests(text);
  const value = documents[0]?.value;
  if (isJsonMap(value)) return { object: value, ...done };
  throw new SubstitutionError('refused', `the result is not an object: ${faults[0]?.message ?? 'it is empty'}`);
}

function isSwitchedOff(object: JsonObject): boolean {
  const key = 'kustomize.toolkit.fluxcd.io/substitute';
  return ['labels', 'annotations'].some((field) => at(object, ['metadata', field, key]) === 'disabled');
}

/** Without variables Flux does not look for expressions. */
function hasNone({ variables, complete }: Substitution): boolean {
  return complete && Object.keys(variables).length === 0;
}

/** Evaluates one text from its pieces. */
class Evaluation {
  readonly unknown = new Set<string>();
  private readonly substitution: Substitution;
  private readonly supposed: string | null;
  private left: number;
  private readonly most: number;

  constructor(substitution: Substitution, supposed: string | null, most: number) {
    this.substitution = substitution;
    this.supposed = supposed;
    this.most = most;
    this.left = most;
  }

  checkNames(): void {
    const wrong = Object.keys(this.substitution.variables).find((name) => !/^[A-Za-z_][A-Za-z_\d]*$/.test(name));
    if (wrong !== undefined) throw new SubstitutionError('refused', `${JSON.stringify(wrong)} is not a variable name`);
  }

  textOf(pieces: readonly Argument[]): string {
    return pieces.map((piece) => this.counted(typeof piece === 'string' ? piece : this.valueOf(piece))).join('');
  }

  /** Every text that is joined counts, so nested texts are limited too. */
  private counted(text: string): string {
    this.left -= text.length;
    if (this.left < 0) throw new SubstitutionError('too-large', `the result has more than ${this.most} characters`);
    return text;
  }

  private valueOf(expression: Expression): string {
    return this.known(expression) ?? this.asWritten(expression);
  }

  private asWritten({ written }: Expression): string {
    this.unknown.add(written);
    return this.supposed ?? written;
  }

  /** Null for a value that is not known or depends on one. */
  private known({ name, operator, args }: Expression): string | null {
    const { variables, complete } = this.substitution;
    const value = Object.hasOwn(variables, name) ? variables[name] : complete ? '' : undefined;
    if (value === undefined) return null;
    const given: string[] = [];
    for (const argument of args) {
      const text = typeof argument === 'string' ? argument : this.known(argument);
      if (text === null) return null;
      given.push(this.counted(text));
    }
    return applied(operator, value, given, this.most);
  }
}
