/** Lists the keys of the configuration from its JSON schema. */
import type { z } from 'zod';

type Schema = z.core.JSONSchema.JSONSchema;

/** One key of the configuration. */
export interface ConfigKey {
  /** With its parent keys: `charts[].path`; `<id>` stands for any key of a map. */
  readonly key: string;
  /** The allowed values, in Markdown. */
  readonly value: string;
  /** Empty if the schema has no description. */
  readonly meaning: string;
}

/** All keys of a schema in its order, each directly before the keys inside it. */
export function configKeys(schema: Schema, prefix = ''): readonly ConfigKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [];
    const key = `${prefix}${name}`;
    const required = schema.required?.includes(name) === true ? ', required' : '';
    return [{ key, value: `${valueOf(value)}${required}`, meaning: value.description ?? '' }, ...inside(value, key)];
  });
}

function inside(schema: Schema, key: string): readonly ConfigKey[] {
  if (isSchema(schema.items)) return configKeys(schema.items, `${key}[].`);
  const own = configKeys(schema, `${key}.`);
  if (!isSchema(schema.additionalProperties)) return own;
  return [...own, ...configKeys(schema.additionalProperties, `${key}.<id>.`)];
}

function valueOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(' ');
  if (isSchema(schema.items)) return `list of ${valueOf(schema.items)}`;
  if (isSchema(schema.additionalProperties)) return isMap(schema.additionalProperties) ? 'map by rule id' : 'map';
  return schema.type === 'object' ? 'map' : [schema.type ?? 'any'].flat().join(' or ');
}

function isMap({ properties }: Schema): boolean {
  return properties !== undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
