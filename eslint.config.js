import { builtinModules } from 'node:module';
import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { adapters, onSites, zones } from './scripts/lint/directions.js';

const builtin = {
  regex: `^(node:.*|${builtinModules.join('|')})$`,
  message: 'This runs in the sandbox of workflows.',
};
const zod = { regex: '^zod(/|$)', message: 'zod would make the workflow bundle too large.' };
const temporal = {
  regex: '^@temporalio/',
  message: 'Only workflows, activities, src/temporal and the processes know Temporal.',
};
const activities = {
  regex: '/(activities|notifiers)/',
  allowTypeImports: true,
  message: 'Workflows import only types of activities and of messages.',
};
const portErrors = {
  regex: '/(target|provider|notifier|source-host)\\.js$',
  allowTypeImports: true,
  message: 'Activities import ports as types; errors of ports are told apart in failures.ts.',
};
const environment = {
  regex: '^(node:)?process$',
  message: 'Use the global process; only the four processes read its env.',
};

/**
 * A later setting of a rule replaces an earlier one, so each folder names all that it may not import.
 *
 * @param {readonly object[]} patterns
 * @returns {import('eslint').Linter.RulesRecord}
 */
function refuse(...patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [environment, ...patterns] }] };
}

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'coverage', 'test/fixtures', 'test/histories'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_$' }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { 'import-x': /** @type {import('eslint').ESLint.Plugin} */ (importX) },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
    },
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }] },
  },
  { files: ['src/*/**/*.ts'], rules: refuse() },
  { files: ['src/domain/**/*.ts'], rules: refuse(builtin, zod, temporal) },
  { files: ['src/workflows/**/*.ts'], rules: refuse(builtin, zod, activities) },
  { files: ['src/activities/**/*.ts'], ignores: ['src/activities/failures.ts'], rules: refuse(portErrors) },
  { files: [...adapters, ...onSites], rules: refuse(temporal) },
  {
    files: ['src/domain/**/*.ts', 'src/workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'console', 'fetch', 'setTimeout', 'setInterval'],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/{worker,starter,agent,cli}.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only the four processes read the environment.' },
      ],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  // tsc checks the JavaScript as well, and knows the globals better.
  { files: ['**/*.{js,cjs}'], rules: { 'no-undef': 'off' } },
);
