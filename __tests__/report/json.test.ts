import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { z } from 'zod';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { generatedSchemas } from '../../scripts/schemas.ts';
import { type Report } from '../../src/model/report.ts';
import { jsonReport, writeJson } from '../../src/report/json.ts';
import { reportJsonSchema, type reportSchema } from '../../src/report/schema.ts';
import { cases, goldenCase } from './golden-cases.ts';
import { readFileSync } from 'node:fs';

describe('the JSON report', () => {
  const validate = new Ajv2020({ strict: false }).compile(reportJsonSchema());

  it.each(cases)('of $name fits the published schema and says exactly the report', ({ report }) => {
    const parsed: unknown = JSON.parse(jsonReport(report));

    expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
    expect(parsed).toEqual(report);
  });

  it('may have keys that a reader does not know', () => {
    const { report } = goldenCase('plain-manifest');

    expect(validate({ ...report, later: true })).toBe(true);
    expect(validate({ ...report, verdict: 'maybe' })).toBe(false);
  });

  it('is described by the schema in exactly the shape of the model', () => {
    expectTypeOf<z.output<typeof reportSchema>>().toExtend<Report>();
    expectTypeOf<Report>().toExtend<z.input<typeof reportSchema>>();
  });

  it('never holds what the runner of a job takes for a command, and loses nothing by it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('##[', '##', '[error]', '::error::', '\n', 'a')), (parts) => {
        const text = parts.join('');
        const written = writeJson({ text });

        expect(written).not.toMatch(/##\[|^\s*::/m);
        expect(JSON.parse(written)).toEqual({ text });
      }),
    );
  });
});

describe('the published schema and its page', async () => {
  it.each([...(await generatedSchemas())])('%s is up to date: npx tsx scripts/schemas.ts', (path, content) => {
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});
