/** The JSON schema of the configuration: what it accepts is compared with what is read. */
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { parseConfig } from '../../src/policy/config/config.ts';
import { blocks, page, pages, root } from '../docs/pages.ts';

const file = '.github/plimsoll.yaml';
const ajv = addFormats(new Ajv({ strict: true, strictTypes: false, allErrors: true }));
const isValid = ajv.compile(JSON.parse(readFileSync(join(root, 'schema/config.schema.json'), 'utf8')) as object);
const example = blocks(page('docs/configuration.md'), 'yaml')[0] ?? '';

function isRead(text: string): boolean {
  try {
    parseConfig(file, text);
    return true;
  } catch (thrown) {
    if (thrown instanceof ConfigurationError) return false;
    throw thrown;
  }
}

/** As an editor reads it: dates are texts there, as for us. */
const valueOf = (text: string): unknown => load(text.replace(/expires: (\d\S*)/g, 'expires: "$1"')) ?? {};
const waiver = (rest: string): string =>
  `waivers:\n  - rule: rbac/wildcard\n    object: Role/a/b\n    reason: because\n    owner: ops\n    ${rest}\n`;

const valid: readonly (readonly [string, string])[] = [
  ['the example of the docs', example],
  ['a file of comments', '# nothing yet\n{}\n'],
  ['one key', 'failOn: never\n'],
  ['a waiver until a day', waiver('expires: 2027-02-28')],
  ['a waiver until the last day of a February', waiver("expires: '2028-02-29'")],
  ['a chart at the root', 'charts: [{path: .}]\n'],
  ['a chart whose name begins with dots', 'charts: [{path: charts/..web}]\n'],
  ['sets of rules', 'rules: {sets: [default, all], a/b: {enabled: true}}\n'],
  [
    'parameters everywhere and somewhere',
    'rules: {a/b: {parameters: {x: [a], y: true}, where: [{path: "a/**", parameters: {z: 1}}, {labels: {a: b}, parameters: {}}]}}\n',
  ],
  ['short forms of rules', 'rules: {a/b: off, a/c: warn, a/d: deny, a/e: {effective: "2027-01-01"}}\n'],
  ['hosts', 'fetch: {hosts: [charts.example.com, "*.example.com", "REGISTRY:8443", "http://127.0.0.1:5000"]}\n'],
];

const invalid: readonly (readonly [string, string])[] = [
  ['an unknown key', 'failon: low\n'],
  ['an unknown key of a chart', 'charts: [{path: a, valeus: []}]\n'],
  ['an unknown key of a rule', 'rules: {a/b: {off: true}}\n'],
  ['a wrong word', 'failOn: hihg\n'],
  ['a word for a rule that is none', 'rules: {a/b: error}\n'],
  ['a rule that is no id', 'rules: {pinned: {}}\n'],
  ['a set that does not exist', 'rules: {sets: [nsaa]}\n'],
  ['parameters nowhere', 'rules: {a/b: {where: [{parameters: {x: 1}}]}}\n'],
  ['a narrowing without parameters', 'rules: {a/b: {where: [{path: a}]}}\n'],
  ['a path that takes away', 'rules: {a/b: {where: [{path: "!a", parameters: {}}]}}\n'],
  ['a narrowing to no label', 'rules: {a/b: {where: [{labels: {}, parameters: {}}]}}\n'],
  ['a label that is a number', 'rules: {a/b: {where: [{labels: {a: 1}, parameters: {}}]}}\n'],
  ['a waiver for ever', waiver('file: a.yaml')],
  ['a waiver without a reason', 'waivers: [{rule: a/b, file: a, owner: x, reason: "", expires: "2027-01-01"}]\n'],
  ['a waiver of a blank reason', 'waivers: [{rule: a/b, file: a, owner: x, reason: " ", expires: "2027-01-01"}]\n'],
  ['a waiver without an owner', 'waivers: [{rule: a/b, file: a, reason: x, expires: "2027-01-01"}]\n'],
  ['a waiver of a blank owner', 'waivers: [{rule: a/b, file: a, owner: " ", reason: x, expires: "2027-01-01"}]\n'],
  ['a waiver for nothing in particular', 'waivers: [{rule: a/b, owner: x, reason: x, expires: "2027-01-01"}]\n'],
  ['a waiver for every file', 'waivers: [{rule: a/b, file: "**/*", owner: x, reason: x, expires: "2027-01-01"}]\n'],
  [
    'a waiver for an object without a kind',
    'waivers: [{rule: a/b, object: web, owner: x, reason: x, expires: "2027-01-01"}]\n',
  ],
  ['a day that no calendar has', waiver("expires: '2027-02-30'")],
  ['a day in other words', waiver("expires: '1 March 2027'")],
  ['a path from the root', 'charts: [{path: /charts/web}]\n'],
  ['a path out of the repository', 'charts: [{path: ../web}]\n'],
  ['a path that leaves the repository on its way', 'charts: [{path: "a\\n/../../web"}]\n'],
  ['a path that ends outside', 'charts: [{path: web, values: [[a/..]]}]\n'],
  ['a host with a path', 'fetch: {hosts: ["https://charts.example.com/stable"]}\n'],
  ['a deadline of no time', 'deadline: 0\n'],
  ['a deadline of more than a day', 'deadline: 1441\n'],
  ['a list', '- failOn: high\n'],
];

describe('the JSON schema of the configuration', () => {
  test.each(valid)('accepts %s, which is read', (_, text) => {
    expect(isValid(valueOf(text)), JSON.stringify(isValid.errors)).toBe(true);
    expect(isRead(text)).toBe(true);
  });

  test.each(invalid)('refuses %s, as the reader does', (_, text) => {
    expect(isValid(valueOf(text))).toBe(false);
    expect(isRead(text)).toBe(false);
  });

  test('refuses no path, host, day or rule that is read', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '/',
      'a',
      '\n',
      '*.',
      ':',
      '8443',
      'http://',
      'HTTPS://',
      '[::1]',
      'b/c',
      '-',
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
      fc.date({ noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10)),
    );
    const configuration = text.chain((one) =>
      fc.constantFrom<unknown>(
        { charts: [{ path: one }] },
        { charts: [{ path: 'a', values: [[one]] }] },
        { fetch: { hosts: [one] } },
        { rules: { [one]: { enabled: false } } },
        { waivers: [{ rule: 'a/b', file: one, owner: one, reason: one, expires: one }] },
        { waivers: [{ rule: 'a/b', object: one, owner: 'x', reason: 'y', expires: '2027-01-01' }] },
      ),
    );

    fc.assert(
      fc.property(configuration, (value) => {
        if (isRead(JSON.stringify(value))) expect(isValid(value), JSON.stringify(isValid.errors)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('is named in the docs for editors, at a path that exists', () => {
    const named = pages.flatMap(({ text }) =>
      [...text.matchAll(/^# yaml-language-server: \$schema=(\S+)/gm)].map(([, address = '']) => address),
    );
    const paths = named.map((address) => address.replace(/^https:\/\/raw\.githubusercontent\.com(?:\/[^/]+){3}\//, ''));

    expect(paths).toContain('schema/config.schema.json');
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
