import { describe, expect, test } from 'vitest';
import { auditor, findingOf, suggestions, taken, type Texts } from './audited.ts';

const audited = auditor();

const chart = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };
const pod = (spec: string): Texts => ({
  ...chart,
  'web/templates/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`,
});
const inline = '  containers: [{name: web, image: "example.org/web:1"}]\n';

describe('edits of a template that stand side by side', () => {
  test.each([
    ['a removal above a line that changes', `  hostNetwork: true\n${inline}`],
    ['a removal below it', `${inline}  hostNetwork: true\n`],
    ['removals on both sides', `  hostNetwork: true\n${inline}  hostPID: true\n`],
    [
      'a removal above a container of lines',
      '  hostIPC: true\n  containers:\n    - name: web\n      image: example.org/web:1\n',
    ],
    [
      'two containers',
      '  hostIPC: true\n  containers:\n    - image: example.org/a:1\n      name: a\n    - image: example.org/b:1\n      name: b\n',
    ],
    [
      'one container of a line beside another',
      '  containers:\n    - {name: a, image: "example.org/a:1"}\n    - {name: b, image: "example.org/b:1"}\n',
    ],
  ])('are one suggestion: %s', async (_, spec) => {
    const texts = pod(spec);
    const report = await audited(texts);
    expect(report.findings.filter(({ suggestion }) => suggestion === undefined)).toEqual([]);

    const all = suggestions(report).map(({ suggestion }) => suggestion);
    for (const one of all) {
      const others = all.filter((each) => each !== one);
      expect(others.every((each) => each.last + 1 < one.first || each.first > one.last + 1)).toBe(true);
    }
    expect((await audited(taken(texts, all))).findings).toEqual([]);
  });

  test('are made where one of them can be, though the other cannot', async () => {
    const texts = pod('  {{ "hostNetwork: true" }}\n  containers: [{name: web, image: "example.org/web:1"}]\n');
    const report = await audited(texts);
    const critical = findingOf(report, 'pod-security-baseline/host-namespaces');
    // Nothing can be edited there; what stands beside it still can.
    expect(critical.suggestion).toBe(undefined);
    expect(findingOf(report, 'pod-security-restricted/seccomp').suggestion).toMatchObject({ first: 7, last: 7 });
  });
});
