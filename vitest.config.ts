import { defineConfig } from 'vitest/config';

/** Folders whose files leave nothing behind: they share a process, which compiles the engines once. */
const sharing = [
  'compare',
  'config',
  'deploy',
  'discover',
  'fetch',
  'identity',
  'kustomize',
  'locate',
  'policies',
  'relate',
  'remote',
  'render',
  'report',
  'snapshot',
  'suggest',
  'unknown',
  'verdict',
  'yaml',
  'deployed',
];
const inFolders = sharing.map((folder) => `__tests__/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: ['__tests__/engine/bundle-worker.ts'],
    // Engines run in worker threads of their own; threads inside threads would share one memory limit.
    pool: 'forks',
    // Against what hangs: what is to be quick says so itself, beside what the machine can do.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'sharing a process', include: inFolders, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['__tests__/**/*.test.ts'], exclude: inFolders } },
    ],
  },
});
