import { at, isJsonMap } from '../../json.ts';
import { type JsonObject, type Substitution } from '../../model.ts';
import { yamlText } from '../../yaml/text.ts';
import { parseManifests } from '../../yaml/values.ts';

export interface Substituted {
  readonly object: JsonObject;
  /** Variables, with what is done to them, that stay as they are written: their value is not known here. */
  readonly unknown: readonly string[];
}

/**
 * An object with Flux's variables put in, as its controller does after the build: in the object's YAML, so that a number
 * in the place of a text becomes a number. What is not known is `supposed`; null leaves it as it is written.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function substituteIn(
  object: JsonObject,
  substitution: Substitution,
  supposed: string | null = null,
): Substituted {
  if (isSwitchedOff(object)) return { object, unknown: [] };
  const unknown = new Set<string>();
  const before = yamlText(object);
  const text = substituteText(before, substitution, supposed, unknown);
  const value = text === before ? object : parseManifests(text).documents[0]?.value;
  return { object: isJsonMap(value) ? value : object, unknown: [...unknown] };
}

function isSwitchedOff(object: JsonObject): boolean {
  const key = 'kustomize.toolkit.fluxcd.io/substitute';
  return ['labels', 'annotations'].some((field) => at(object, ['metadata', field, key]) === 'disabled');
}

/** `${name}`, with a default behind `:=`, `:-`, `=` or `-`; `$${name}` stays `${name}`. Other functions are unknown. */
function substituteText(
  text: string,
  { variables, complete }: Substitution,
  supposed: string | null,
  unknown: Set<string>,
): string {
  return text.replace(/\$?\$\{([A-Za-z_]\w*)([^{}]*)\}/g, (whole: string, name: string, rest: string) => {
    if (whole.startsWith('$$')) return whole.slice(1);
    const fallback = /^(:?)[-=](.*)$/s.exec(rest);
    const value = Object.hasOwn(variables, name) ? variables[name] : complete ? '' : undefined;
    if (value === undefined || (rest !== '' && fallback === null)) {
      unknown.add(whole);
      return supposed ?? whole;
    }
    const isUnset = !Object.hasOwn(variables, name) || (fallback?.[1] === ':' && value === '');
    return isUnset ? (fallback?.[2] ?? '') : value;
  });
}
