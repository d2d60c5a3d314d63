import { originKindOf } from '../../src/sources/kinds.ts';
/** The entry that a comment offers to accept a finding for a time: it is one, and for that finding. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ObjectName } from '../../src/model/object-name.ts';
import { type RawFinding } from '../../src/model/rule.ts';
import { parseConfig } from '../../src/policy/config/config.ts';
import { waiversCovering } from '../../src/policy/config/waivers.ts';
import { waiveParts } from '../../src/report/waive.ts';
import { hostileText } from './hostile-text.ts';

const rule = 'image/not-pinned';

function snippet(objects: readonly ObjectName[]): string {
  const [part = ''] = waiveParts([{ rule, objects }]);
  return /^(`{3,})yaml\n(.*?)\n\1$/ms.exec(part)?.[2] ?? '';
}

/** With what is left to people. */
function filled(text: string): string {
  return text.replaceAll('reason: # why', 'reason: why').replaceAll(/expires: #.*$/gm, 'expires: 2027-01-31');
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
  test('names rule and object, and leaves reason and day to people', () => {
    expect(snippet([object('web')])).toBe(`waivers:
  - rule: image/not-pinned
    object: Deployment/shop/web
    reason: # why
    expires: # the last day, YYYY-MM-DD`);
    expect(() => parseConfig('plimsoll.yaml', snippet([object('web')]))).toThrow('waivers.0.reason');
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
        fc.pre(namespace !== '');
        const named = object(name, namespace);
        const { waivers } = parseConfig('plimsoll.yaml', filled(snippet([named])));

        expect(waivers).toHaveLength(1);
        expect(
          waiversCovering({ waivers }, (origin) => originKindOf(origin).file(origin))(findingOn(named), null),
        ).toHaveLength(1);
      }),
    );
  });
});
