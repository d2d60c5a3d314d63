import { describe, expect, test } from 'vitest';
import { podSecurityLevel, workloadsOf } from '../../src/findings/posture/pod-security-level.ts';
import { postureRows, type PostureSide } from '../../src/findings/posture/rows.ts';
import { builtInPodKinds } from '../../src/foundation/kubernetes/pods.ts';
import { type WorkloadPosture } from '../../src/model/report.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { pod } from './found.ts';

const { rules } = await loadPack('dist');

function posture(...[base, head, alike, isWhole]: Tail<Parameters<typeof postureRows>>): WorkloadPosture[] {
  const { valuesBy, ...family } = podSecurityLevel;
  return workloadsOf([{ ...family, rows: postureRows(valuesBy(rules, builtInPodKinds), base, head, alike, isWhole) }]);
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

function side(name: string, found: readonly string[]): PostureSide {
  const object = pod([{ name: 'a' }], name);
  const manifest = {
    source: 'x.yaml',
    object,
    origin: { kind: 'plain', file: 'x.yaml', document: 0, item: [] },
  } as const;
  return {
    manifests: [manifest],
    findings: found.map((rule) => ({ rule, manifest, path: [], message: '', extent: {}, fix: [] })),
  };
}

const none: PostureSide = { manifests: [], findings: [] };

test.each([
  ['privileged', ['pod-security-baseline/host-ports', 'pod-security-restricted/seccomp']],
  ['baseline', ['pod-security-restricted/seccomp', 'image/not-pinned']],
  ['restricted', ['image/not-pinned']],
  // Rules of one's own, in whatever group, say nothing of a level.
  ['restricted', ['pod-security-baseline/own', 'pod-security-restricted/own']],
])('a workload is %s by the strictest level that no rule finds fault with', (level, found) => {
  expect(posture(none, side('web', found))).toEqual([
    {
      object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'web' },
      source: 'x.yaml',
      psa: { before: null, after: level },
    },
  ]);
});

test('one that is gone has no level after, one that changed has both', () => {
  const levels = (base: PostureSide, head: PostureSide): unknown[] => posture(base, head).map(({ psa }) => psa);

  expect(levels(side('web', []), none)).toEqual([{ before: 'restricted', after: null }]);
  expect(levels(side('web', []), side('web', ['pod-security-baseline/host-ports']))).toEqual([
    { before: 'restricted', after: 'privileged' },
  ]);
});

test('one that only moved to another source has one row, with both levels', () => {
  const before = side('web', ['pod-security-baseline/host-ports']);
  const moved = ({ manifests, findings }: PostureSide): PostureSide => {
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

describe('a workload that was renamed', () => {
  const privileged = 'pod-security-baseline/host-ports';
  const together = (...sides: readonly PostureSide[]): PostureSide => ({
    manifests: sides.flatMap(({ manifests }) => manifests),
    findings: sides.flatMap(({ findings }) => findings),
  });
  const rows = (base: PostureSide, head: PostureSide): unknown[] =>
    posture(base, head).map(({ object, psa }) => [object.name, psa.before, psa.after]);

  test('has one row, with both levels', () => {
    expect(rows(side('web', [privileged]), side('shop', [privileged]))).toEqual([['shop', 'privileged', 'privileged']]);
    expect(rows(side('web', [privileged]), side('shop', []))).toEqual([['shop', 'privileged', 'restricted']]);
  });

  test('is another one where the old name is still there, or the new one was', () => {
    const [web, shop] = [side('web', []), side('shop', [])];

    expect(rows(web, together(web, shop))).toEqual([
      ['shop', null, 'restricted'],
      ['web', 'restricted', 'restricted'],
    ]);
    expect(rows(together(web, shop), shop)).toEqual([
      ['shop', 'restricted', 'restricted'],
      ['web', 'restricted', null],
    ]);
  });

  test('is one of the new ones only', () => {
    expect(rows(side('web', []), together(side('a', []), side('b', [])))).toEqual([
      ['a', 'restricted', 'restricted'],
      ['b', null, 'restricted'],
    ]);
  });

  test('may still be there where its source is not known whole', () => {
    const psa = posture(side('web', []), side('shop', []), new Map(), () => false).map((row) => row.psa);

    expect(psa).toEqual([
      { before: null, after: 'restricted' },
      { before: 'restricted', after: null },
    ]);
  });
});
