import { afterAll } from 'vitest';
import { openWorld } from '../../src/run/open/open-world.ts';
import { show } from '../../src/run/render.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

type Shown = Awaited<ReturnType<typeof show>>;

/** What a folder renders to, with the real engines, opened once for a file of tests. */
export function shower(): (texts: Readonly<Record<string, string>>, source: string) => Promise<Shown> {
  const world = openWorld(() => undefined, null);
  afterAll(async () => {
    await (await world).engines.close();
  });
  return async (texts, source) =>
    show(
      {
        directory: temporaryFolder(texts),
        source,
        config: null,
        kubernetesVersion: null,
        failOn: null,
        allowEmpty: false,
        sets: ['all' as const],
        today: '2026-01-01',
        chart: null,
        origins: false,
        showSecrets: true,
      },
      await world,
    );
}
