import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['test/support/server.ts'],
    setupFiles: ['test/support/strict.ts'],
    reporters: ['default', ['json', { outputFile: '.data/test-report.json' }]],
  },
});
