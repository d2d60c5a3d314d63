import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Outcome } from '../../src/run/conclude/outcome.ts';
import { audit } from '../../src/run/audit.ts';
import { review } from '../../src/run/review.ts';
import { type Fetching } from '../../src/sources/remote/open-charts.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { hasty } from '../fetch/world.ts';
import { commit, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

export type Texts = Readonly<Record<string, string>>;

const common = {
  config: null,
  kubernetesVersion: null,
  failOn: null,
  allowEmpty: false,
  sets: ['all' as const],
  today: '2026-01-01',
};

/** The whole line with the real engines, opened once for a file of tests, which loses its patience soon. */
export function reviewer(fetching: Partial<Fetching> = {}): {
  /** `gone`: files of base that head does not have. */
  readonly reviewed: (base: Texts, head: Texts, gone?: readonly string[]) => Promise<Outcome>;
  readonly audited: (texts: Texts) => Promise<Outcome>;
} {
  const world = openSmallWorld(() => undefined, null, { offline: false, cache: null, limits: hasty, ...fetching });
  afterAll(async () => {
    await (await world).engines.close();
  });
  return {
    reviewed: async (base, head, gone = []) => {
      const directory = temporaryRepository(base);
      for (const file of gone) rmSync(join(directory, file));
      commit(directory, head);
      return review({ ...common, directory, base: 'HEAD~1', head: 'HEAD' }, await world);
    },
    audited: async (texts) =>
      audit({ ...common, directory: temporaryFolder(texts), paths: [], chart: null }, await world),
  };
}

/** A configuration that allows a host. */
export const allowing = (...hosts: readonly string[]): string => `fetch:\n  hosts: ${JSON.stringify(hosts)}\n`;
