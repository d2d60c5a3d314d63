/** The JSON schema of `.github/plimsoll.yaml` for editors, published as schema/config.schema.json. */
import { z } from 'zod';
import { configSchema } from './config.ts';

/** Draft 7, which all editors support. It accepts every valid configuration, and also a few invalid hosts and dates. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  const described = configSchema.meta({
    title: 'Plimsoll configuration',
    description: 'What .github/plimsoll.yaml may hold. Every key is optional.',
  });
  return z.toJSONSchema(described, { io: 'input', target: 'draft-7', override: withNumber });
}

/** `kubernetesVersion: 1.30` without quotes is a number for an editor, and is read as it is written. */
function withNumber({ path, jsonSchema }: Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0]): void {
  if (path.at(-1) === 'kubernetesVersion') Object.assign(jsonSchema, { type: ['string', 'number'] });
}
