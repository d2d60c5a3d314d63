import { originKindOf } from '../../src/sources/kinds.ts';
/** The entry that a comment offers to accept a finding for a time: it is one, and for that finding. */
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ObjectName } from '../../src/model/object-name.ts';
import { type RawFinding } from '../../src/model/rule.ts';
import { parseConfig } from '../../src/policy/config/config.ts';
import { daysAfter, daysUntil } from '../../src/policy/config/iso-date.ts';
import { lastDayOffered, mostWaiverDays, requireWaiverDays } from '../../src/policy/config/waiver-days.ts';
import { waiversCovering } from '../../src/policy/config/waivers.ts';
import { waiveParts } from '../../src/report/waive.ts';
import { root } from '../docs/pages.ts';
import { hostileText } from './hostile-text.ts';

const rule = 'image/not-pinned';
const today = '2026-01-10';

const schema = JSON.parse(readFileSync(join(root, 'schema/config.schema.json'), 'utf8')) as object;
const isValid = addFormats(new Ajv({ strictTypes: false })).compile(schema);

function snippet(objects: readonly ObjectName[]): string {
  const [part = ''] = waiveParts([{ rule, objects }], today);
  return /^(`{3,})yaml\n(.*?)\n\1$/ms.exec(part)?.[2] ?? '';
}

const object = (name: string, namespace: string | null = 'shop'): ObjectName => {
  return { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
};

function findingOn({ apiVersion, kind, namespace, name }: ObjectName): RawFinding {
  const metadata = { name, ...(namespace === null ? {} : { namespace }) };
  const origin = { kind: 'plain', file: 'a.yaml', document: 0, item: [] } as const;
  const manifest = { source: 'a.yaml', object: { apiVersion, kind, metadata }, origin };
  return { rule, manifest, path: [], message: '', extent: {}, fix: [] };
}

describe('the entry of a waiver that a comment offers', () => {
  test('has every part that a waiver must have, and is valid as it is', () => {
    const text = snippet([object('web')]);

    expect(text).toBe(`waivers:
  - rule: image/not-pinned
    object: Deployment/shop/web
    reason: <why this is accepted>
    owner: '@<login, or organisation/team>'
    expires: '2026-04-30'`);
    expect(isValid(load(text)), JSON.stringify(isValid.errors)).toBe(true);
    const trusted = { file: 'plimsoll.yaml', value: parseConfig('plimsoll.yaml', text), written: {}, lineOf: () => 1 };
    expect(() => {
      requireWaiverDays(trusted, today, mostWaiverDays);
    }).not.toThrow();
  });

  test('ends on the last day of a month, at least 90 and at most 180 days ahead', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10);
          const last = lastDayOffered(day);
          const ahead = daysUntil(day, last);

          expect(ahead).toBeGreaterThanOrEqual(90);
          expect(ahead).toBeLessThanOrEqual(121);
          expect(daysAfter(last, 1)).toMatch(/-01$/);
        },
      ),
    );
  });

  test('leaves the day to people where the day of the run is not known', () => {
    const [part = ''] = waiveParts([{ rule, objects: [object('web')] }]);

    expect(part).toContain("expires: '<YYYY-MM-DD>'");
  });

  test('names the group of a custom kind, and is not offered for a name that no object can have', () => {
    const custom = { ...object('web'), apiVersion: 'example.com/v1', kind: 'Worker' };

    expect(snippet([custom])).toContain('object: Worker.example.com/shop/web');
    expect(waiveParts([{ rule, objects: [object('a/b')] }], today)).toEqual([]);
  });

  test('is of each object, of many of the first', () => {
    const all = snippet(['a', 'b', 'c', 'd', 'e'].map((name) => object(name)));

    expect(all.match(/object: .*/g)).toHaveLength(3);
    expect(all).toContain('\n  # and 2 more like these');
  });

  test('covers the finding, whatever the object is called', () => {
    const names = fc.oneof(fc.constantFrom('web', 'true', '1.0', 'a: b', '- x', '#', "'", '"', '{{a}}'), hostileText);

    fc.assert(
      fc.property(names, fc.option(names), (name, namespace) => {
        // Characters that a reader of the comment would not see are spelt out, so that the entry is for no such object.
        fc.pre(
          /^[\P{C}]*$/u.test(`${name}${namespace ?? ''}`) &&
            !/[\p{Z}]/u.test(`${name}${namespace ?? ''}`.replaceAll(' ', '')),
        );
        fc.pre(namespace !== '' && name !== '' && !`${name}${namespace ?? ''}`.includes('/'));
        const named = object(name, namespace);
        const { waivers } = parseConfig('plimsoll.yaml', snippet([named]));

        expect(waivers).toHaveLength(1);
        expect(
          waiversCovering({ waivers }, (origin) => originKindOf(origin).file(origin))(findingOn(named), null, null),
        ).toHaveLength(1);
      }),
    );
  });
});
