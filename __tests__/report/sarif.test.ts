import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { encodePath } from '../../src/report/links.ts';
import { sarifReport } from '../../src/report/sarif.ts';
import { cases, goldenCase, rules } from './golden-cases.ts';
import { withHostileText } from './hostile-text.ts';

const schemaFile = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
/** The schema is draft 4, whose `id` and `$schema` the validator does not know; it uses nothing else that changed. */
const schema = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync(schemaFile, 'utf8')) as object).filter(
    ([key]) => !/^(id|\$schema)$/.test(key),
  ),
);

function say(report: Report): string {
  return sarifReport(report, { rules, rulePage: (id) => `https://plimsoll.example/rules/${encodePath(id)}.md` });
}

function parse(sarif: string): Log {
  return JSON.parse(sarif) as Log;
}

describe('the SARIF report', () => {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);

  it.each(cases)('of $name is valid, and is the golden file', async ({ report, folder }) => {
    const sarif = say(report);

    expect(validate(parse(sarif)), JSON.stringify(validate.errors)).toBe(true);
    await expect(sarif).toMatchFileSnapshot(`${folder}/report.sarif`);
  });

  it('is valid whatever the names are, with relative addresses only', () => {
    fc.assert(
      fc.property(withHostileText(goldenCase('could-not-look').report), (report) => {
        const log = parse(say(report));
        const [run] = log.runs;
        const uris = run?.results?.flatMap(({ locations }) =>
          locations?.map((one) => one.physicalLocation?.artifactLocation?.uri),
        );

        expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
        expect(uris?.filter((uri) => uri === undefined || /^(\w+:|\/\/)/.test(uri))).toEqual([]);
      }),
    );
  });

  it('keeps to the most results that GitHub takes, the least severe cut, and says how many', () => {
    const { report } = goldenCase('plain-manifest');
    const [critical] = report.findings;
    const low = { ...critical!, severity: 'low' as const };
    const log = parse(say({ ...report, findings: [...Array<typeof low>(25_010).fill(low), critical!] }));
    const [run] = log.runs;

    expect(run?.results?.length).toBe(25_000);
    expect(run?.results?.[0]?.level).toBe('error');
    expect(run?.invocations?.[0]?.toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: '11 more findings: a run holds 25000.' } },
    ]);
  });
});
