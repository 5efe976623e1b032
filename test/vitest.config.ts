// The proofs: the rooms again, folder by folder, with the stand-in Slack in workspace/ and what tests share in support/.
// It may import anything; nothing imports it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Loading the bot and its libraries anew for every file took a third of the run; what is global is put back by who changes it.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['test/support/server.ts'],
    setupFiles: ['test/support/strict.ts'],
    reporters: ['default', ['json', { outputFile: '.data/test-report.json' }]],
  },
});
