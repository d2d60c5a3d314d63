/** Checks that package.json and package-lock.json pin the same versions with digests. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minVersion, satisfies } from 'semver';
import { z } from 'zod';
import type { Step } from '../steps.ts';

const Dependencies = z.record(z.string(), z.string()).default({});
// Old packages have a list here, which npm ignores as well.
const Engines = z.object({ node: z.string().optional() }).catch({}).default({});
const Manifest = z.object({ dependencies: Dependencies, devDependencies: Dependencies, engines: Engines });
const LockedPackage = z.object({ resolved: z.string().optional(), integrity: z.string().optional() });
const Lock = z.object({ packages: z.record(z.string(), LockedPackage.and(Manifest)) });

export type PackageJson = z.infer<typeof Manifest>;
export type LockFile = z.infer<typeof Lock>;

/** Faults because of which installs may differ: version ranges, addresses, missing digests. */
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

/** Packages that do not support the oldest Node that package.json allows: npm would warn of each with EBADENGINE. */
export function engineFaults({ engines }: PackageJson, lock: LockFile): readonly string[] {
  const oldest = minVersion(engines.node ?? '*')?.version ?? '';
  return Object.entries(lock.packages).flatMap(([folder, { engines: wanted }]) =>
    wanted.node === undefined || satisfies(oldest, wanted.node)
      ? []
      : [`package-lock.json: ${folder} wants Node ${wanted.node}; choose a version that allows ${oldest}`],
  );
}

/**
 * Checks that package.json pins exact versions, that the lock file has the same ones with digests and without
 * addresses, and that all packages support our oldest Node.
 */
export function lockFileStep(root: string): Step {
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(root, file), 'utf8'));
  return {
    name: 'lock file',
    run: async () => {
      const manifest = Manifest.parse(await read('package.json'));
      const lock = Lock.parse(await read('package-lock.json'));
      return [...lockFaults(manifest, lock), ...engineFaults(manifest, lock)];
    },
  };
}
