import { isJsonMap } from '../json.ts';
import { type DeploymentLayer } from './deployment.ts';
import { type Field } from './field.ts';
import { type JsonObject } from '../model.ts';
import { parseManifests } from '../yaml/values.ts';

/** Values that stand in the field as a map; none where it is not there or empty. */
export function mapLayer(field: Field): DeploymentLayer[] {
  return layerOf(field, field.map());
}

/** Values that stand in the field as a text block of YAML. */
export function textLayer(field: Field): DeploymentLayer[] {
  const text = field.text();
  return text === null ? [] : layerOf(field, field.isEncrypted ? {} : valuesIn(field, text));
}

/** The map that a text of YAML holds; null where it holds none. What is wrong with it is a problem of the field. */
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
  if (field.isEncrypted && field.isThere) return unknownLayer(field, 'SOPS has encrypted them.');
  if (value === null || Object.keys(value).length === 0) return [];
  const { file, document, path } = field.written;
  return [{ kind: 'inline', file, document, path, value }];
}

/** Values that cannot be seen, which is said. */
export function unknownLayer(field: Field, why: string): DeploymentLayer[] {
  field.unknown(why, 'values');
  return [{ kind: 'unknown', why, place: field.place }];
}
