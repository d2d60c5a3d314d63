/** Reviews and audits of real repositories with waivers, in which the trust root may be ahead of the merge base. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { type Notice } from '../../src/model/problem.ts';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { audit } from '../../src/run/audit.ts';
import { type BaselineWritten, writeBaseline } from '../../src/run/baseline.ts';
import { review } from '../../src/run/review.ts';
import { hasty } from '../fetch/world.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { commit, git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

export type Texts = Readonly<Record<string, string>>;

export const today = '2026-01-01';
const common = {
  config: null,
  kubernetesVersion: null,
  failOn: null,
  allowEmpty: false,
  sets: ['all' as const],
  today,
};

export interface Reviewed {
  readonly base: Texts;
  readonly head: Texts;
  /** Files of base that head does not have. */
  readonly gone?: readonly string[];
  /** What the base branch got after head left it. */
  readonly later?: Texts;
}

/** `isCached`: results are kept between runs. */
export function runner({ isCached = false }: { readonly isCached?: boolean } = {}): {
  readonly reviewed: (change: Reviewed) => Promise<UnmaskedOutcome>;
  readonly audited: (texts: Texts) => Promise<UnmaskedOutcome>;
  readonly auditedIn: (
    directory: string,
    paths?: readonly string[],
    day?: string,
    trustRoot?: string,
  ) => Promise<UnmaskedOutcome>;
  readonly baselineIn: (
    directory: string,
    change: { readonly grow: boolean; readonly update: boolean; readonly dryRun?: boolean },
  ) => Promise<BaselineWritten>;
} {
  const cache = isCached ? mkdtempSync(join(tmpdir(), 'plimsoll-cache-')) : null;
  const world = openSmallWorld(() => undefined, null, { offline: true, cache, limits: hasty });
  afterAll(async () => {
    await (await world).engines.close();
    if (cache !== null) rmSync(cache, { recursive: true });
  });
  return {
    reviewed: async ({ base, head, gone = [], later }) => {
      const directory = temporaryRepository(base);
      git(directory, 'checkout', '--quiet', '-b', 'pull-request');
      for (const file of gone) rmSync(join(directory, file));
      const tip = commit(directory, head);
      git(directory, 'checkout', '--quiet', 'main');
      if (later !== undefined) commit(directory, later);
      return review({ ...common, directory, base: 'main', head: tip }, await world);
    },
    audited: async (texts) =>
      audit({ ...common, directory: temporaryFolder(texts), paths: [], chart: null }, await world),
    auditedIn: async (directory, paths = [], day = today, trustRoot) =>
      audit(
        { ...common, today: day, directory, paths, chart: null, ...(trustRoot === undefined ? {} : { trustRoot }) },
        await world,
      ),
    baselineIn: async (directory, change) =>
      writeBaseline({ ...common, dryRun: false, ...change, directory }, await world),
  };
}

/** `.github/plimsoll.yaml` with waivers, each on one line. */
export function waivers(...entries: readonly string[]): Texts {
  return { '.github/plimsoll.yaml': `waivers:\n${entries.map((entry) => `  - {${entry}}\n`).join('')}` };
}

export const terms = 'reason: needed, owner: "@acme/ops", expires: "2026-06-30"';
export const rule = 'pod-security-baseline/host-namespaces';
export const capabilities = 'pod-security-baseline/capabilities';

export interface PodOptions {
  readonly namespace?: string;
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly hostPID?: boolean;
  /** Capabilities of containers, by name. */
  readonly containers?: Readonly<Record<string, readonly string[]>>;
}

export function pod(name: string, options: PodOptions = {}): string {
  const { namespace, apiVersion = 'v1', kind = 'Pod', annotations = {}, hostPID = true, containers = {} } = options;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), annotations };
  const listed = Object.entries(containers).map(([container, add]) => ({
    name: container,
    image: 'registry.example/a:1',
    securityContext: { capabilities: { add } },
  }));
  return `${JSON.stringify({ apiVersion, kind, metadata, spec: { ...(hostPID ? { hostPID } : {}), containers: listed } }, null, 1)}\n`;
}

/** Status and object of the findings of a rule, in order. */
export function statuses({ report }: { readonly report: Report }, of = rule): string[] {
  return found({ report }, of)
    .map(({ status, object: { namespace, name } }) => `${status} ${namespace === null ? '' : `${namespace}/`}${name}`)
    .sort();
}

export function found({ report }: { readonly report: Report }, of = rule): readonly Finding[] {
  return report.findings.filter((finding) => finding.rule === of);
}

export function noticesOf({ report }: { readonly report: Report }, code: Notice['code']): readonly Notice[] {
  return (report.notices ?? []).filter((notice) => notice.code === code);
}
