/** Validates JSON reports against the published schema. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * Validates a JSON report against the published schema.
 *
 * @returns the faults; empty if it is valid.
 */
export type JudgeReport = (text: string) => readonly string[];

export async function reportJudge(root: string): Promise<JudgeReport> {
  const schema: unknown = JSON.parse(await readFile(join(root, 'schema/report.schema.json'), 'utf8'));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(schema as object);
  return (text) => {
    try {
      if (validate(JSON.parse(text))) return [];
    } catch (error) {
      return [`the report is not JSON: ${String(error)}`];
    }
    return (validate.errors ?? [])
      .slice(0, 5)
      .map(({ instancePath, message }) => `report ${instancePath}: ${message ?? ''}`);
  };
}
