/** Writes the inputs of several evaluations as one text, in which what many of them share is written once. */
import { type KubernetesObject } from '../model/manifest.ts';
import { type ObjectParameters, type ParametersByRule } from '../model/parameter.ts';
import { type Question, type SourceInput } from '../model/question.ts';
import { type DecodedText } from './decoded-texts.ts';
import { type Look, type RuleName } from './interest.ts';
import { parametersOf } from './parameters.ts';
import { type RulePart } from './rule-parts.ts';

export interface AskedQuestion extends Question {
  readonly parameters: ObjectParameters;
}

/** Rules of a look that are evaluated together, and what they see. */
export interface LookPart extends RulePart {
  /** The object, as JSON: one text for all parts of a look. */
  readonly object: string;
  readonly decoded: readonly DecodedText[];
}

/** One part of a look at an object, as JSON. */
export interface WrittenLook {
  readonly question: AskedQuestion;
  readonly look: Look;
  /** Parts of one name may be evaluated together. */
  readonly part: string;
  /** `rules`, `source` and `parameters` of the input: one text for all looks that share them. */
  readonly settings: string;
  /** `object`, `decoded` and `pod` of the input. */
  readonly own: string;
}

/** A part of a look, to be evaluated with those of other objects. */
export function writtenPart(
  question: AskedQuestion,
  look: Look,
  { name, rules, object, decoded }: LookPart,
): WrittenLook {
  const { pod } = look;
  const fields = [
    `"object":${object}`,
    ...(decoded.length === 0 ? [] : [`"decoded":${JSON.stringify(decoded)}`]),
    ...(pod === null ? [] : [`"pod":${JSON.stringify(pod)}`]),
  ];
  const own = `{${fields.join(',')}}`;
  return {
    question,
    look,
    part: name,
    settings: settingsText(rules, question.source, question.parameters.byRule),
    own,
  };
}

/** The object that a look evaluates. */
export function objectOf({ composed, document }: Look, object: KubernetesObject): KubernetesObject {
  return composed?.object ?? document?.object ?? object;
}

/** `input` of the entrypoint `batch`. */
export function batchText(looks: readonly WrittenLook[]): string {
  const places = new Map<string, number>();
  const placeOf = (settings: string): number => {
    const place = places.get(settings) ?? places.size;
    places.set(settings, place);
    return place;
  };
  const objects = looks.map(({ settings, own }) => `{"settings":${placeOf(settings)},"own":${own}}`);
  return `{"settings":[${[...places.keys()].join(',')}],"objects":[${objects.join(',')}]}`;
}

type BySource = Map<string, string>;

const known = new WeakMap<readonly RuleName[], WeakMap<ParametersByRule, BySource>>();

/** Many objects share the lists of rules and their parameters, which are longer than most objects. */
function settingsText(rules: readonly RuleName[], source: SourceInput, byRule: ParametersByRule): string {
  const ofRules = known.get(rules) ?? new WeakMap<ParametersByRule, BySource>();
  known.set(rules, ofRules);
  const ofParameters: BySource = ofRules.get(byRule) ?? new Map<string, string>();
  ofRules.set(byRule, ofParameters);
  const key = JSON.stringify(source);
  const text = ofParameters.get(key) ?? JSON.stringify({ rules, source, parameters: parametersOf(rules, byRule) });
  ofParameters.set(key, text);
  return text;
}

/** Of one evaluation together: more would take memory and gain little. */
const [mostLooks, mostText] = [32, 256 * 1024];

export function inPortions(looks: readonly WrittenLook[]): readonly (readonly WrittenLook[])[] {
  const portions: WrittenLook[][] = [];
  let [room, portion]: [number, WrittenLook[]] = [0, []];
  for (const look of looks) {
    if (portion.length === mostLooks || look.own.length > room) {
      [room, portion] = [mostText, []];
      portions.push(portion);
    }
    portion.push(look);
    room -= look.own.length;
  }
  return portions;
}
