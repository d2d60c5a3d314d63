import { describe, expect, test } from 'vitest';
import { type Place } from '../../src/model/problem.ts';
import { auditor, chart, findingOf, type Texts } from '../suggest/audited.ts';

const audited = auditor();

async function placeOf(texts: Texts, rule: string): Promise<Place> {
  return findingOf(await audited(texts), rule).place;
}

const lines = (file: string, first: number, last = first): Place => ({ kind: 'lines', file, first, last });

describe('in plain manifests', () => {
  const pod = `# a comment
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - image: nginx
      name: web
      securityContext:
        privileged: true
`;

  test("a field's line is its own", async () => {
    expect(await placeOf({ 'a.yaml': pod }, 'pod-security-baseline/privileged-containers')).toEqual(
      lines('a.yaml', 10),
    );
  });

  test("a missing field's line is that of its nearest parent's key", async () => {
    expect(await placeOf({ 'a.yaml': pod }, 'pod-security-restricted/privilege-escalation')).toEqual(
      lines('a.yaml', 9),
    );
  });

  test("without one it is the list item's dash", async () => {
    const bare = pod.split('\n').slice(0, 8).join('\n');

    expect(await placeOf({ 'a.yaml': bare }, 'pod-security-restricted/privilege-escalation')).toEqual(
      lines('a.yaml', 7),
    );
  });

  test('in a later document, and inside a List, it is counted from the top of the file', async () => {
    const listed = `apiVersion: v1\nkind: List\nitems:\n  - ${pod.split('\n').slice(1).join('\n    ')}`;

    expect(
      await placeOf({ 'a.yaml': `---\nkind: X\n---\n${listed}` }, 'pod-security-baseline/privileged-containers'),
    ).toEqual(lines('a.yaml', 15));
  });
});

describe('in charts', () => {
  test("a field's line is the template's", async () => {
    const report = await audited(chart);

    expect(findingOf(report, 'pod-security-baseline/privileged-containers').place).toEqual(
      lines('web/templates/pod.yaml', 14),
    );
    expect(
      report.findings
        .filter(({ rule }) => rule === 'pod-security-baseline/host-namespaces')
        .map(({ path, place }) => ({ path, place })),
    ).toEqual([
      { path: ['spec', 'hostNetwork'], place: lines('web/templates/pod.yaml', 7) },
      { path: ['spec', 'hostPID'], place: lines('web/templates/pod.yaml', 9) },
    ]);
  });
});

describe('in kustomizations', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [pod.yaml]\n',
    'base/pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostPID: true\n  containers:\n    - name: web\n      image: nginx\n',
  };
  const overlay = {
    ...base,
    'overlay/kustomization.yaml': 'namePrefix: eu-\nresources: [../base]\npatches:\n  - path: patch.yaml\n',
    'overlay/patch.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      securityContext: {privileged: true}\n',
  };

  test("a resource's field is in its own file, although a prefix renamed it", async () => {
    expect(await placeOf(overlay, 'pod-security-baseline/host-namespaces')).toEqual(lines('base/pod.yaml', 5));
  });

  test("a patch's field is in the patch", async () => {
    expect(await placeOf(overlay, 'pod-security-baseline/privileged-containers')).toEqual(
      lines('overlay/patch.yaml', 7),
    );
  });
});
