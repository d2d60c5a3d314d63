import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { type Suggestion } from '../../src/model/suggestion.ts';
import { auditor, chart, findingOf, suggestions, taken } from './audited.ts';

const audited = auditor();

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostPID: true # why?
  containers:
    - name: web # the shop
      image: nginx
      securityContext:
        privileged: true
  volumes: []
  hostIPC: true
`;

function keysOf({ findings }: Report): string[] {
  return findings.map(({ fingerprint }) => fingerprint).sort();
}

describe('for plain manifests', () => {
  test('several findings on one container are one suggestion', async () => {
    const report = await audited({ 'a.yaml': pod });

    const [inContainer] = suggestions(report).filter(({ rules }) =>
      rules.includes('pod-security-baseline/privileged-containers'),
    );

    expect(inContainer?.rules).toEqual([
      'pod-security-baseline/privileged-containers',
      'pod-security-restricted/capabilities',
      'pod-security-restricted/run-as-non-root',
      'pod-security-restricted/seccomp',
    ]);
    expect(inContainer?.suggestion.replacement).toContain('runAsNonRoot: true');
    expect(inContainer?.suggestion.replacement).not.toContain('privileged: true');
  });

  test('no two suggestions touch each other', async () => {
    const all = suggestions(await audited({ 'a.yaml': pod }))
      .map(({ suggestion }) => suggestion)
      .sort((a, b) => a.first - b.first);

    expect(all.length).toBeGreaterThan(1);
    expect(all.filter(({ first }, i) => first <= (all[i - 1]?.last ?? 0))).toEqual([]);
  });

  test('whatever subset is taken still parses, mends what it says and brings nothing new', async () => {
    const texts = { 'a.yaml': pod };
    const before = await audited(texts);
    const all = suggestions(before).map(({ suggestion }) => suggestion);

    for (let subset = 1; subset < 2 ** all.length; subset++) {
      const chosen = all.filter((_, i) => (subset & (1 << i)) !== 0);
      const after = await audited(taken(texts, chosen));
      const left = before.findings.filter(({ suggestion }) => !chosen.some((one) => isSame(one, suggestion)));
      expect({ problems: after.problems, keys: keysOf(after) }).toEqual({
        problems: [],
        keys: keysOf({ ...before, findings: left }),
      });
    }
  });
});

function isSame(a: Suggestion, b: Suggestion | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

describe('for charts', () => {
  test('a value is set where the template reads one, the comment kept', async () => {
    const { suggestion } = findingOf(await audited(chart), 'pod-security-baseline/host-namespaces');

    expect(suggestion).toMatchObject({ file: 'web/values.yaml', verified: true });
    expect(suggestion?.replacement).toContain('hostNetwork: false # for the proxy');
  });

  test('the template is edited where it says the thing itself', async () => {
    const report = await audited(chart);
    const found = report.findings.find(({ path }) => path.at(-1) === 'hostPID');

    const { file, first, last, replacement } = found?.suggestion ?? { file: '', first: 1, last: 0, replacement: '' };
    expect(file).toBe('web/templates/pod.yaml');
    expect(chart['web/templates/pod.yaml'].split('\n').slice(first - 1, last)).toContain('  hostPID: true');
    expect(replacement).not.toContain('hostPID: true');
  });

  test('taking them all mends all that they say', async () => {
    const before = await audited(chart);
    const after = await audited(
      taken(
        chart,
        suggestions(before).map(({ suggestion }) => suggestion),
      ),
    );

    expect({ problems: after.problems, keys: keysOf(after) }).toEqual({
      problems: [],
      keys: keysOf({ ...before, findings: before.findings.filter(({ suggestion }) => suggestion === undefined) }),
    });
  });

  test('an edit that would change something else is refused, and the finding says why', async () => {
    const shared = {
      ...chart,
      'web/templates/pod.yaml': chart['web/templates/pod.yaml']
        .replace('  hostPID: true\n', '')
        .replace(
          '  hostNetwork: true\n  {{- end }}',
          '  hostNetwork: true\n  dnsPolicy: ClusterFirstWithHostNet\n  {{- end }}',
        ),
    };

    const found = findingOf(await audited(shared), 'pod-security-baseline/host-namespaces');

    expect(found.suggestion?.file).not.toBe('web/values.yaml');
    expect(found.suggestion?.file ?? found.noSuggestion).toMatch(/templates\/pod\.yaml|would also change Pod/);
  });
});

test("a kustomization's resource is edited in its own file", async () => {
  const texts = {
    'base/kustomization.yaml': 'resources: [pod.yaml]\n',
    'base/pod.yaml': pod,
    'eu/kustomization.yaml': 'namePrefix: eu-\nresources: [../base]\n',
    'us/kustomization.yaml': 'namePrefix: us-\nresources: [../base]\n',
  };

  const report = await audited(texts);
  const files = new Set(suggestions(report).map(({ suggestion }) => suggestion.file));
  const after = await audited(
    taken(
      texts,
      suggestions(report).map(({ suggestion }) => suggestion),
    ),
  );

  expect([...files]).toEqual(['base/pod.yaml']);
  expect(after.findings.filter(({ rule }) => rule === 'pod-security-baseline/privileged-containers')).toEqual([]);
  expect(after.problems).toEqual([]);
});
