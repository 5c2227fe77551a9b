// Stories drive real processes: one after the other, with time enough for a slow machine.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{desktop,browser,system}/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
