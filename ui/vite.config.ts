// How the screens are built, served during development and tested.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

const host = process.env.HANDHELD_DEV_HOST ?? 'http://127.0.0.1:8787';

export default defineConfig({
  // Relative addresses: the same files are served by the centre, by the window's own scheme and by a folder on disk.
  base: './',
  plugins: [svelte(), svelteTesting()],
  build: { target: ['es2022', 'safari16'], outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0 },
  server: {
    port: 5173,
    strictPort: false,
    proxy: { '/api': host },
    // The page on the host in memory reads a checklist of the catalogue beside this folder.
    fs: { allow: ['..'] },
  },
  test: {
    environment: 'jsdom',
    globals: false,
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/lib/testing/setup.ts'],
  },
});
