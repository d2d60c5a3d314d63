import { expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: true
  containers:
    - name: web
      image: example.org/web:{{ .Values.tag }}
`;
const numbers = Array.from({ length: 10 }, (_, number) => number);
const base: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/templates/pod.yaml': pod,
  ...Object.fromEntries(numbers.map((number) => [`web/ci/v${number}-values.yaml`, `tag: v${number}\n`])),
};
const secondPod = pod.replace('name: web', 'name: other');

const rule = 'pod-security-baseline/host-namespaces';

test(
  'the template lines of what stood before are looked for in eight sources, those of what is new in all',
  { timeout: 120_000 },
  async () => {
    const { report } = await reviewed(base, {
      ...base,
      'web/templates/other.yaml': `${secondPod}  hostPID: true\n`,
      'web/templates/more.yaml': '',
    });
    const kinds = (name: string): string[] =>
      report.findings.filter((each) => each.rule === rule && each.object.name === name).map(({ place }) => place.kind);

    expect(new Set(kinds('other'))).toEqual(new Set(['lines']));
    expect(kinds('web').toSorted()).toEqual([
      ...Array.from({ length: 2 }, () => 'file'),
      ...Array.from({ length: 8 }, () => 'lines'),
    ]);
  },
);

test('where nothing is new, they are looked for in eight sources', { timeout: 120_000 }, async () => {
  const { report } = await reviewed(base, {
    ...base,
    'web/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n',
  });
  const kinds = report.findings.filter((each) => each.rule === rule).map(({ place }) => place.kind);

  expect(kinds.toSorted()).toEqual([
    ...Array.from({ length: 2 }, () => 'file'),
    ...Array.from({ length: 8 }, () => 'lines'),
  ]);
});
