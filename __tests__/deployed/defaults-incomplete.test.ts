import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();

const chart: Texts = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'region: west\npid: true\n',
  'shop/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec: {nodeName: {{ required "a region is needed" .Values.region }}, hostPID: {{ .Values.pid }}, containers: [{name: shop, image: "shop:1"}]}
`,
};
const wanting: Texts = { ...chart, 'shop/values.yaml': 'pid: true\n' };
const given: Texts = { 'shop/ci/test-values.yaml': 'region: east\npid: false\n' };
const notice = {
  code: 'defaults-incomplete',
  subject: 'shop',
  message:
    'shop rendered with its defaults alone at base and needs more values now. It is reviewed only with the values that this repository has for it, which may also set other things.',
};

describe('a chart that needs more values than its defaults', () => {
  test('and did not at the base is said to be looked at with others only', async () => {
    const { report } = await reviewed(chart, { ...wanting, ...given });

    expect(report.problems).toEqual([]);
    expect(report.notices).toEqual([notice]);
  });

  test('and did so at the base is nothing to speak of', async () => {
    const { report } = await reviewed({ ...wanting, ...given }, { ...wanting, ...given, 'shop/NOTES.txt': 'news\n' });

    expect(report.problems).toEqual([]);
    expect(report.notices).toBeUndefined();
  });
});
