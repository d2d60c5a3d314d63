import { expect, test } from 'vitest';
import { posture, type Side } from '../../src/compare/posture.ts';
import { pod } from './found.ts';

function side(name: string, rules: readonly string[]): Side {
  const object = pod([{ name: 'a' }], name);
  const manifest = {
    source: 'x.yaml',
    object,
    origin: { kind: 'plain', file: 'x.yaml', document: 0, item: [] },
  } as const;
  return {
    manifests: [manifest],
    findings: rules.map((rule) => ({ rule, manifest, path: [], message: '', extent: {}, fix: [] })),
  };
}

const none: Side = { manifests: [], findings: [] };

test.each([
  ['privileged', ['pod-security-baseline/host-ports', 'pod-security-restricted/seccomp']],
  ['baseline', ['pod-security-restricted/seccomp', 'image/not-pinned']],
  ['restricted', ['image/not-pinned']],
])('a workload is %s by the strictest level that no rule finds fault with', (level, rules) => {
  expect(posture(none, side('web', rules))).toEqual([
    {
      object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'web' },
      source: 'x.yaml',
      psa: { before: null, after: level },
    },
  ]);
});

test('one that is gone has no level after, one that changed has both', () => {
  const levels = (base: Side, head: Side): unknown[] => posture(base, head).map(({ psa }) => psa);

  expect(levels(side('web', []), none)).toEqual([{ before: 'restricted', after: null }]);
  expect(levels(side('web', []), side('web', ['pod-security-baseline/host-ports']))).toEqual([
    { before: 'restricted', after: 'privileged' },
  ]);
});

test('one that only moved to another source has one row, with both levels', () => {
  const before = side('web', ['pod-security-baseline/host-ports']);
  const moved = ({ manifests, findings }: Side): Side => {
    const [manifest] = manifests.map((each) => ({ ...each, source: 'moved.yaml' }));
    return manifest === undefined
      ? none
      : { manifests: [manifest], findings: findings.map((each) => ({ ...each, manifest })) };
  };

  expect(posture(before, moved(before))).toEqual([
    {
      object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'web' },
      source: 'moved.yaml',
      psa: { before: 'privileged', after: 'privileged' },
    },
  ]);
});
