/** Makes value layers of the values that are written in a declaration's field. */
import { isJsonMap } from '../../foundation/json.ts';
import { type DeploymentLayer } from './deployment.ts';
import { type Field } from './field.ts';
import { type JsonObject } from '../../model/json.ts';
import { type PartlyKnown } from '../../model/source.ts';
import { partlyKnown, unseenBySops } from '../unknown/partly-known.ts';
import { parseManifests } from '../../yaml/values.ts';

/** Layers for values that the field has as a map; none where it is missing or empty. */
export function mapLayer(field: Field): DeploymentLayer[] {
  const { holders } = field;
  if (holders.length === 0 || field.isEncrypted) return layerOf(field, field.map());
  return holders.map(({ written: { file, document, path }, value }) => ({
    kind: 'inline',
    file,
    document,
    path,
    value,
  }));
}

/** Layers for values that the field has as a YAML text. */
export function textLayer(field: Field): DeploymentLayer[] {
  const text = field.text();
  if (text === null) return [];
  return isEncryptedText(field, text) ? unknownLayer(field, whyEncrypted) : layerOf(field, valuesIn(field, text));
}

export function isEncryptedText(field: Field, text: string): boolean {
  return field.isEncrypted && unseenBySops(text) !== null;
}

export const whyEncrypted = 'SOPS has encrypted them.';

/** The map in a YAML text; null where there is none. Errors in it become problems of the field. */
export function valuesIn(field: Field, text: string): JsonObject | null {
  const { documents, faults } = parseManifests(text);
  const [fault] = faults;
  if (fault !== undefined) {
    field.problem('values-invalid', `line ${fault.line} of the text: ${fault.message}; expected YAML.`);
  }
  const value = documents[0]?.value ?? null;
  if (value === null || isJsonMap(value)) return value;
  field.problem('values-invalid', 'expected the text to be a map.');
  return null;
}

export function layerOf(field: Field, value: JsonObject | null): DeploymentLayer[] {
  if (value === null || Object.keys(value).length === 0) return [];
  const known = field.isEncrypted ? partlyKnown(value, unseenBySops) : nothing;
  if (known.leaves.length > 0) return unknownLayer(field, whyEncrypted, known);
  const { file, document, path } = field.written;
  return [{ kind: 'inline', file, document, path, value }];
}

const nothing: PartlyKnown = { value: {}, leaves: [] };

/**
 * A layer of values that are not known, which is noted. `known`: the part of them that is known, and the paths that are
 * not.
 */
export function unknownLayer(field: Field, why: string, known: PartlyKnown = nothing): DeploymentLayer[] {
  field.unknown(why, 'values');
  return [{ kind: 'unknown', why, place: field.place, ...known }];
}
