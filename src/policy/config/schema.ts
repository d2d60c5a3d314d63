/** The JSON schema of `.github/plimsoll.yaml` for editors, published as schema/config.schema.json. */
import { z } from 'zod';
import { configSchema } from './config.ts';
import { organisationSchema } from '../layers/organisation.ts';
import { shortForms } from './rules.ts';

/** Draft 7, which all editors support. It accepts every valid configuration, and also a few invalid hosts and dates. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  const described = configSchema.meta({
    title: 'Plimsoll configuration',
    description: 'What .github/plimsoll.yaml may hold. Every key is optional.',
  });
  return z.toJSONSchema(described, { io: 'input', target: 'draft-7', override: asWritten });
}

/** That of the organisation's file, published as schema/organisation.schema.json. */
export function organisationJsonSchema(): z.core.JSONSchema.BaseSchema {
  const described = organisationSchema.meta({
    title: 'Plimsoll rules of an organisation',
    description: 'What plimsoll.yaml of an organisation may hold. Every key is optional.',
  });
  return z.toJSONSchema(described, { io: 'input', target: 'draft-7', override: asWritten });
}

/** What an editor sees and the schema does not say: `kubernetesVersion: 1.30` is a number, and a rule has short forms. */
function asWritten({ path, jsonSchema }: Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0]): void {
  if (path.at(-1) === 'kubernetesVersion') Object.assign(jsonSchema, { type: ['string', 'number'] });
  if (path.at(-1) !== 'additionalProperties' || path.at(-2) !== 'rules') return;
  const long = { ...jsonSchema };
  for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
  Object.assign(jsonSchema, { anyOf: [{ enum: Object.keys(shortForms) }, long] });
}
