import { describe, expect, it } from 'vitest';
import { leaving } from '../../src/findings/compare/left.ts';
import { type Manifest } from '../../src/model/manifest.ts';
import { type RawFinding } from '../../src/model/rule.ts';

const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' } };
const origin = { kind: 'plain', file: 'web.yaml', document: 0 } as const;
const manifest = { source: 'web.yaml', object, origin } as unknown as Manifest;

function found(rule: string, leftTo?: string): RawFinding {
  const path = ['data', 'allow'];
  const bare = { rule, manifest, path, message: rule, extent: {}, fix: [] };
  return leftTo === undefined ? bare : { ...bare, leftTo };
}

describe('a finding', () => {
  const [grave, light] = [found('a/grave', 'a/light'), found('a/light')];

  it('is left to another rule that reports its cause', () => {
    expect(leaving([grave, light], () => true)(grave)).toBe(true);
  });

  it('that blocks the merge is not left to one that does not', () => {
    const onlyGrave = ({ rule }: RawFinding): boolean => rule === 'a/grave';

    expect(leaving([grave, light], () => true, onlyGrave)(grave)).toBe(false);
    expect(
      leaving(
        [grave, light],
        () => true,
        () => true,
      )(grave),
    ).toBe(true);
    expect(
      leaving(
        [grave, light],
        () => true,
        () => false,
      )(grave),
    ).toBe(true);
  });
});
