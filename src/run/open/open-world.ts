/** Opens the engines, rules, charts and cache of this machine. */
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createEngines } from '../../engine/engines.ts';
import { chartsOf, defaultFetching, type Fetching } from '../../sources/remote/open-charts.ts';
import { memoryOf } from '../memory/memory.ts';
import { readable } from '../../facts/registry.ts';
import { loadPack } from '../../rules/headers/load-pack.ts';
import { loadUserPack } from '../../rules/headers/users.ts';
import { version } from '../../foundation/version.ts';
import { fetchOrganisation, type PolicyServer, policyServerOf } from './fetch-organisation.ts';
import { type World } from './world.ts';

/** Time limit of one engine call. Seconds. */
const engineSeconds = 60;

/**
 * Opens the real engines and rules from the folder of the bundle. `engines.close` ends their threads.
 *
 * @param policies a folder of additional rules; null for none.
 * @param server where `extends` is fetched from.
 * @throws {ConfigurationError} if these rules are invalid.
 */
export async function openWorld(
  progress: World['progress'],
  policies: string | null,
  fetching: Fetching = defaultFetching,
  server: PolicyServer = policyServerOf(process.env),
): Promise<World> {
  const directory = assets();
  const engines = createEngines({
    directory,
    worker: join(directory, 'engine-worker.js'),
    workers: availableParallelism(),
    limits: { seconds: engineSeconds },
  });
  const builtIn = await loadPack(directory);
  const packs =
    policies === null ? [builtIn] : [builtIn, await loadUserPack(policies, directory, builtIn, engines.rego, readable)];
  return {
    engines,
    packs,
    rules: packs.flatMap(({ rules }) => rules),
    version,
    openCharts: (hosts, signal) => chartsOf(hosts, fetching, engines.helm, signal),
    organisationAt: (reference) => fetchOrganisation(reference, server, fetching.offline),
    memory: memoryOf(fetching.cache, version, packs),
    progress,
  };
}

/** The folder of the bundle and the wasm, dist/. When run from the sources, the repository's dist/. */
export function assets(): string {
  const here = import.meta.dirname;
  return basename(here) === 'open' ? resolve(here, '../../../dist') : here;
}
