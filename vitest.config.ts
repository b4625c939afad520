import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{unit,integration}/**/*.test.ts'],
    // A second worker thread cannot load tfjs-node (tensorflow/tfjs issue 8388): use processes.
    pool: 'forks',
    globalSetup: ['tests/support/temporary-files.ts', 'tests/support/keep-compiled.ts'],
    // Two cores: more test files at once would only slow each other's training down.
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    env: {
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_ENABLE_ONEDNN_OPTS: '1',
      // Small batches in two processes at once: more threads only wait for each other.
      TF_NUM_INTRAOP_THREADS: '1',
    },
  },
});
