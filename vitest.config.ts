import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    globalSetup: ['__tests__/engine/bundle-worker.ts'],
    // Engines run in worker threads of their own; threads inside threads would share one memory limit.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
