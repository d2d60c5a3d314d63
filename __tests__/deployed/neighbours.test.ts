import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const denyAll = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: deny
spec:
  podSelector: {}
  policyTypes: {{ .Values.types }}
`;

const chart = (types: string): Texts => ({
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': `types: ${types}\npassword: hunter2\n`,
  'web/templates/policy.yaml': denyAll,
  'web/templates/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: []}\n',
  '.github/plimsoll.yaml': 'charts: [{path: web, namespace: shop}]\n',
});

const namespace = (labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {${labels}}\n`;

const isDefaultDeny = ({ rule }: { readonly rule: string }): boolean => rule === 'network-policy/default-deny';

describe('a namespace that changes beside a chart that does not', () => {
  const { reviewed } = reviewer();

  test("is known to have the chart's policy", async () => {
    const { report } = await reviewed(chart('[Ingress]'), { 'shop.yaml': namespace('team: shop') });

    expect(report.findings.filter(isDefaultDeny)).toEqual([]);
    expect(report.sources.map(({ id, status }) => ({ id, status }))).toEqual([
      { id: 'shop.yaml', status: 'rendered' },
      { id: 'web', status: 'unchanged' },
    ]);
  });

  test('is known to lack one that the chart has for another direction only', async () => {
    const { report } = await reviewed(chart('[Egress]'), { 'shop.yaml': namespace('team: shop') });

    expect(report.findings.filter(isDefaultDeny)).toMatchObject([
      { status: 'new', place: { file: 'shop.yaml' }, object: { kind: 'Namespace', name: 'shop' } },
    ]);
  });
});

describe('with a cache', () => {
  const cache = mkdtempSync(join(tmpdir(), 'plimsoll-cache-'));
  afterAll(() => {
    rmSync(cache, { recursive: true });
  });
  const { reviewed } = reviewer({ cache });
  const kept = (): string[] =>
    readdirSync(join(cache, 'facts'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

  test('what a chart brings is kept, by names and labels alone, and believed the next time', async () => {
    const first = await reviewed(chart('[Egress]'), { 'shop.yaml': namespace('team: shop') });
    expect(kept().map((text): unknown => JSON.parse(text))).toEqual([
      {
        contribution: {
          target: 'default',
          defined: [],
          filled: ['shop'],
          ruled: ['shop'],
          deniedIngress: [],
          deniedEgress: ['shop'],
          labelled: [],
          denials: [],
          pods: [
            {
              namespace: 'shop',
              name: 'Pod/web',
              labels: {},
              account: 'default',
              mounts: null,
              host_network: false,
              ports: {},
            },
          ],
          services: [],
          accounts: [],
          bindings: [],
          defaults: [{ namespace: 'shop', name: 'deny', ingress: false, egress: true }],
          openings: [],
          roles: [],
          routes: [],
          uses: [],
          uncertain: {
            defined: [],
            filled: [],
            ruled: [],
            deniedIngress: [],
            deniedEgress: [],
            labelled: [],
            denials: [],
            pods: [],
            services: [],
            accounts: [],
            bindings: [],
            defaults: [],
            openings: [],
            roles: [],
            routes: [],
            uses: [],
          },
        },
      },
    ]);

    const again = await reviewed(chart('[Egress]'), { 'shop.yaml': namespace('team: shop') });
    expect(again.report.findings.map(({ fingerprint }) => fingerprint)).toEqual(
      first.report.findings.map(({ fingerprint }) => fingerprint),
    );
    expect(kept()).toHaveLength(1);
  });

  test('another content of the chart is another entry', async () => {
    const { report } = await reviewed(chart('[Ingress]'), { 'shop.yaml': namespace('team: shop') });

    expect(report.findings.filter(isDefaultDeny)).toEqual([]);
    expect(kept()).toHaveLength(2);
  });
});
