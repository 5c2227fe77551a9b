// Stories drive real processes: one after the other, with time enough for a slow machine.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The stories of `desktop` and `system` begin with a device that has enrolled; they join this list together with that room.
    include: ['browser/**/*.test.ts'],
    passWithNoTests: true,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
