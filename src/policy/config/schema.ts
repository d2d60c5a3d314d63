/** The JSON schema of `.github/plimsoll.yaml`, for editors: schema/config.schema.json is made from it. */
import { z } from 'zod';
import { configSchema } from './config.ts';

/** Draft 7, which all editors know. It accepts whatever is read; a few wrong hosts and days it accepts too. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  const described = configSchema.meta({
    title: 'Plimsoll configuration',
    description: 'What .github/plimsoll.yaml may hold. Every key is optional.',
  });
  return z.toJSONSchema(described, { io: 'input', target: 'draft-7' });
}
