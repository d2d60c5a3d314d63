/** The commands that set Plimsoll up, run from the sources with the real engines. */
import { afterAll } from 'vitest';
import { examine, initialise, type InitRequest } from '../../src/cli/run-setup.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type CommonOptions } from '../../src/run/options.ts';
import { type World } from '../../src/run/open/world.ts';
import { type Diagnosis } from '../../src/setup/doctor.ts';
import { type InitPlan } from '../../src/setup/init.ts';

export const action = 'octo-org/plimsoll@0123456789abcdef0123456789abcdef01234567';

interface Commands {
  readonly init: (folder: string, request?: Partial<InitRequest>) => Promise<InitPlan>;
  readonly doctor: (folder: string, environment?: Readonly<NodeJS.ProcessEnv>) => Promise<Diagnosis>;
}

export function commands(): Commands {
  let world: Promise<World> | undefined;
  afterAll(async () => {
    await (await world)?.engines.close();
  });
  const opened = (): Promise<World> => (world ??= openWorld(() => undefined, null));
  const optionsIn = (directory: string): CommonOptions => ({
    ...{ directory, config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-08-01' },
  });
  return {
    init: async (folder, request) =>
      initialise(optionsIn(folder), await opened(), { action, forks: 'none', isDryRun: false, ...request }),
    doctor: async (folder, environment) => examine(optionsIn(folder), await opened(), environment ?? null),
  };
}
