import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Step } from '../steps.ts';

const Dependencies = z.record(z.string(), z.string()).default({});
const Manifest = z.object({ dependencies: Dependencies, devDependencies: Dependencies });
const LockedPackage = z.object({ resolved: z.string().optional(), integrity: z.string().optional() });
const Lock = z.object({ packages: z.record(z.string(), LockedPackage.and(Manifest)) });

export type PackageJson = z.infer<typeof Manifest>;
export type LockFile = z.infer<typeof Lock>;

/** What keeps an install from giving the same bytes everywhere: versions that may move, addresses, no digest. */
export function lockFaults(manifest: PackageJson, lock: LockFile): readonly string[] {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  const locked = { ...lock.packages['']?.dependencies, ...lock.packages['']?.devDependencies };
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(locked)])].sort();
  return [
    ...Object.entries(wanted)
      .filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))
      .map(([name, version]) => `package.json: ${name} is "${version}"; pin an exact version (npm i -E)`),
    ...names
      .filter((name) => wanted[name] !== locked[name])
      .map((name) => `package-lock.json: ${name} differs from package.json; run npm install`),
    ...Object.entries(lock.packages).flatMap(([folder, { resolved, integrity }]) => {
      if (folder === '') return [];
      if (resolved !== undefined)
        return [`package-lock.json: ${folder} names an address; keep .npmrc and run npm install`];
      return integrity === undefined ? [`package-lock.json: ${folder} has no digest; run npm install`] : [];
    }),
  ];
}

/** package.json pins exact versions, and the lock file agrees, has digests and no addresses. */
export function lockFileStep(root: string): Step {
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(root, file), 'utf8'));
  return {
    name: 'lock file',
    run: async () =>
      lockFaults(Manifest.parse(await read('package.json')), Lock.parse(await read('package-lock.json'))),
  };
}
