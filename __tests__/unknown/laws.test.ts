import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, canonical, overlap } from '../../src/foundation/json.ts';
import { type Json } from '../../src/model/json.ts';
import { type Report } from '../../src/model/report.ts';
import { allPaths } from '../../src/run/shown-lines.ts';
import { differing, pathsIn as waysIn } from '../../src/rules/unknown/unknown-fields.ts';
import { auditor, type Texts } from '../suggest/audited.ts';

describe('what differs between two values', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const { value } = fc.letrec<{ value: Json; item: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>(0, 1, 'x', true, null),
      fc.dictionary(name, tie('value'), { maxKeys: 3 }),
      fc.array(fc.constantFrom<Json>(0, 1, 2), { maxLength: 3 }),
      fc.uniqueArray(tie('item'), { maxLength: 3, selector: (item) => at(item, ['name']) }),
    ),
    item: fc.record({ name, of: tie('value') }),
  }));

  test('is all that differs: every other field has the same value in both', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const fields = differing(one, other);
        const wayTo = waysIn(other, one);
        for (const path of allPaths(one)) {
          if (fields.some((field) => overlap(field, path))) continue;
          const way = wayTo(path);
          expect(way === null ? undefined : canonical(at(other, way) ?? null)).toBe(canonical(at(one, path) ?? null));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('is nothing where they are the same, and something seen from either or from neither', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(differing(one, one)).toEqual([]);
        expect(differing(one, other).length === 0).toBe(differing(other, one).length === 0);
      }),
    );
  });
});

describe('an audit of a chart with a value that cannot be known', () => {
  const audited = auditor();

  /** Ways in which templates use a value; each stands in a Pod of its own. */
  const uses = {
    field: '  hostNetwork: {{ $x }}\n',
    switch: '  {{- if $x }}\n  hostPID: true\n  {{- end }}\n',
    negation: '  hostIPC: {{ not $x }}\n',
    choice: '  hostNetwork: {{ ternary true false (not (empty $x)) }}\n',
    security: '  securityContext:\n    runAsNonRoot: {{ $x }}\n',
    block: '  {{- with $x }}\n  securityContext: {runAsUser: 0}\n  {{- end }}\n',
    volume: '  volumes: [{name: a, hostPath: {path: "/{{ $x }}"}}]\n',
    label: '  nodeSelector: {zone: "{{ $x }}"}\n',
  };
  type Use = keyof typeof uses;
  const pod = (use: Use, index: number): string => `apiVersion: v1
kind: Pod
metadata: {name: p${index}}
spec:
${uses[use]}  containers:
    - {name: a, image: "nginx:{{ $x }}"}
    - name: b
      image: nginx
      {{- if $x }}
      securityContext: {privileged: true}
      {{- end }}
`;

  const deployed = (pods: readonly Use[], standard: Json, more: string): Texts => ({
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': JSON.stringify({ x: standard }),
    'web/templates/pods.yaml': `{{- $x := .Values.x }}\n${pods.map(pod).join('---\n')}`,
    'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart: {spec: {chart: web, sourceRef: {kind: GitRepository, name: flux-system}}}
${more}`,
  });
  const unknown = '  valuesFrom: [{kind: Secret, name: s, valuesKey: x, targetPath: x}]\n';
  const known = (x: Json): string => `  values: ${JSON.stringify({ x })}\n`;

  const keysOf = (of: readonly Pick<Report['findings'][number], 'rule' | 'object' | 'path'>[]): string[] =>
    of.map(({ rule, object, path }) => JSON.stringify([rule, object.name, path]));

  const value = fc.oneof(
    fc.record({ standard: fc.boolean(), others: fc.constant<Json[]>([true, false]) }),
    fc.record({
      standard: fc.constantFrom<Json>('', '1.27', '8080'),
      others: fc.array(fc.constantFrom<Json>('latest', '1.2', 'x'), { minLength: 2, maxLength: 2 }),
    }),
    fc.record({
      standard: fc.constantFrom<Json>(0, 3),
      others: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 2 }),
    }),
  );

  test(
    'finds only what stands whatever the value is, and of a truth says all that may stand',
    { timeout: 120_000 },
    async () => {
      const pods = fc.uniqueArray(fc.constantFrom(...(Object.keys(uses) as Use[])), { minLength: 3 });
      await fc.assert(
        fc.asyncProperty(pods, value, async (some, { standard, others }) => {
          const report = await audited(deployed(some, standard, unknown));
          const each = await Promise.all(others.map((x) => audited(deployed(some, standard, known(x)))));

          expect(report.problems).toEqual([]);
          const stands = keysOf(report.findings);
          const hangs = new Set(keysOf(report.unknown.flatMap(({ hanging }) => hanging)));
          for (const { findings } of each) {
            const found = new Set(keysOf(findings));
            expect(stands.filter((key) => !found.has(key))).toEqual([]);
            if (typeof standard !== 'boolean') continue;
            expect([...found].filter((key) => !hangs.has(key) && !stands.includes(key))).toEqual([]);
          }
        }),
        { numRuns: 5, endOnFailure: true },
      );
    },
  );
});
