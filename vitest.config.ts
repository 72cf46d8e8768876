import { defineConfig } from 'vitest/config'

/**
 * Tests beside the code share a worker's modules from file to file: loading them anew for each took a third of the time. They must leave nothing behind:
 * what a test changes for all (a clock, an environment variable, the hash in use) it puts back. Tests of the whole have each a worker of their own.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/support/globalSetup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['{src,sandbox,packs,verifier,bench,scripts}/**/*.test.ts'],
          isolate: false,
        },
      },
    ],
  },
})
