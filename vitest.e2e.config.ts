import { defineConfig } from 'vitest/config';

/** The app as a person uses it, in a real browser. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    pool: 'forks',
    globalSetup: [
      'tests/support/temporary-files.ts',
      'tests/support/keep-compiled.ts',
      'tests/e2e/support/unpack-browser.ts',
    ],
    setupFiles: ['tests/e2e/support/say-what-was-shown.ts'],
    // Two cores: one of two trains for minutes, while others go by beside it.
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    // A second, as it is by itself, is little for what a window asks of the app on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    env: {
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_ENABLE_ONEDNN_OPTS: '1',
      // Small batches in two processes at once: more threads only wait for each other.
      TF_NUM_INTRAOP_THREADS: '1',
    },
  },
});
