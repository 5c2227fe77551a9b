// Lint rules that keep the rooms of the screens apart: only one file may name the window's bridge, and features do not reach for hosts.
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const onlyInTransport = {
  group: ['@tauri-apps/*'],
  message: 'Only src/lib/platform/transport-tauri.ts may name the window; everything else goes through Platform.',
};

export default ts.config(
  { ignores: ['dist', 'node_modules', 'shots', 'src/lib/contract/generated.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      'no-restricted-imports': ['error', { patterns: [onlyInTransport] }],
      'no-undef': 'off',
      'svelte/no-at-html-tags': 'error',
      // Routes are hash addresses of one page, not SvelteKit routes.
      'svelte/no-navigation-without-resolve': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/components/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            onlyInTransport,
            { group: ['**/features/*', '**/routes/*'], message: 'Components know no trade.' },
          ],
        },
      ],
    },
  },
  {
    files: ['src/features/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [onlyInTransport, { group: ['**/routes/*'], message: 'Routes compose features, not the reverse.' }],
        },
      ],
    },
  },
  { files: ['src/lib/platform/transport-tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
);
