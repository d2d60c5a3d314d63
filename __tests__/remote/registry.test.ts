import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/yaml/line-edits.ts';
import { registry } from '../fetch/registry-stand-in.ts';
import { packed, pod } from './published.ts';
import { allowing, reviewer, type Texts } from './reviewed.ts';

const charts = {
  '1.0.0': { archive: packed('web', '1.0.0', { 'values.yaml': 'privileged: false\n', 'templates/pod.yaml': pod }) },
  '1.1.0': { archive: packed('web', '1.1.0', { 'values.yaml': 'privileged: true\n', 'templates/pod.yaml': pod }) },
};

const rule = 'pod-security-baseline/privileged-containers';

describe('a chart in a registry', () => {
  const { reviewed, audited } = reviewer();

  it('of an Application, which leaves oci:// out', async () => {
    const { host, origin } = await registry({ charts });
    const texts = (version: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
spec:
  sources:
    - repoURL: ${host}/org/charts
      chart: web
      targetRevision: ${version}
`,
    });

    const { report } = await reviewed(texts('1.0.0'), texts('1.1.0'));

    expect(report.problems).toEqual([]);
    expect(report.findings.filter(({ status }) => status === 'new')).toMatchObject([
      {
        rule,
        place: { kind: 'lines', file: 'web.yaml', first: 9, last: 9 },
        suggestion: { first: 9, last: 9, replacement: expect.stringContaining('        privileged: false') as string },
      },
    ]);
  });

  it('of a HelmRelease, whose version stands in an OCIRepository and whose values in itself', async () => {
    const { host, origin } = await registry({ charts });
    const repository = (tag: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: web
spec:
  url: oci://${host}/org/charts/web
  ref:
    tag: ${tag}
`;
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: web
spec:
  interval: 1h
  chartRef:
    kind: OCIRepository
    name: web
`;
    const texts = (tag: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'flux/repository.yaml': repository(tag),
      'flux/release.yaml': release,
    });

    const { report } = await reviewed(texts('1.0.0'), texts('1.1.0'));

    const [finding, ...others] = report.findings.filter(({ status }) => status === 'new');
    expect(report.problems).toEqual([]);
    expect(others).toEqual([]);
    expect(finding?.place).toEqual({ kind: 'lines', file: 'flux/repository.yaml', first: 8, last: 8 });
    expect(finding?.suggestion?.file).toBe('flux/release.yaml');
    expect(applyEdits(release, finding?.suggestion === undefined ? [] : [finding.suggestion])).toBe(
      `${release}  values:\n    privileged: false\n`,
    );
  });

  it('in the newest version that a range allows', async () => {
    const { host, origin } = await registry({ charts });

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'helmfile.yaml': `releases:\n  - name: web\n    chart: oci://${host}/org/charts/web\n    version: ~1.0.0\n`,
    });

    expect(report.problems).toEqual([]);
    expect(report.findings[0]?.origin?.template).toMatchObject({ chart: 'web 1.0.0', file: 'templates/pod.yaml' });
    expect(report.findings[0]?.place).toEqual({ kind: 'lines', file: 'helmfile.yaml', first: 4, last: 4 });
  });

  it.each<[string, string, string]>([
    ['', 'helmfile.yaml', '    values:\n      - privileged: false\n'],
    ['    values:\n      - replicas: 2\n', 'helmfile.yaml', '        privileged: false\n'],
    ['    values:\n      - ours.yaml\n', 'ours.yaml', 'privileged: false\n'],
  ])('of a release of a helmfile with %j is mended in %s', async (values, file, added) => {
    const { host, origin } = await registry({ charts });
    const texts = (version: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'helmfile.yaml': `releases:\n  - name: web\n    chart: oci://${host}/org/charts/web\n    version: ${version}\n${values}`,
      'ours.yaml': 'replicas: 2\n',
    });

    const { report } = await reviewed(texts('1.0.0'), texts('1.1.0'));

    const suggestion = report.findings.find((finding) => finding.rule === rule)?.suggestion;
    const before = texts('1.1.0')[file] ?? '';
    expect(suggestion?.file).toBe(file);
    expect(applyEdits(before, suggestion === undefined ? [] : [suggestion])).toBe(`${before}${added}`);
  });
});
