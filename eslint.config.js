import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';

/** May not import: [where, what, why]. The directions are those of docs/architecture.md. */
const directions = [
  ['src/domain', ['src/!(domain)/**', 'src/*.ts'], 'domain is pure: it imports nothing else of Merganser'],
  ['src/workflows', ['src/!(domain|workflows|activities)/**', 'src/*.ts'], 'workflows import domain, and types of activities'],
  ['src/activities', ['src/{workflows,config,starter,cli,agent}/**', 'src/*/*/**', 'src/*.ts'], 'activities see ports, not adapters'],
  ['src/deploy-targets', ['src/{workflows,activities,metric-providers,notifiers,source-hosts,starter,cli,agent}/**'], 'adapters import no sibling'],
  ['src/metric-providers', ['src/{workflows,activities,deploy-targets,notifiers,source-hosts,starter,cli,agent}/**'], 'adapters import no sibling'],
  ['src/notifiers', ['src/{workflows,activities,deploy-targets,metric-providers,source-hosts,starter,cli,agent}/**'], 'adapters import no sibling'],
  ['src/source-hosts', ['src/{workflows,activities,deploy-targets,metric-providers,notifiers,starter,cli,agent}/**'], 'adapters import no sibling'],
];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'coverage', 'test/fixtures'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['src/domain/**', 'src/workflows/**'], rules: { 'no-restricted-globals': ['error', 'process', 'console', 'fetch', 'setTimeout', 'setInterval'] } },
  { files: ['src/*/**/*.ts'], rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Only the four processes read the environment.' }] } },
  { files: ['**/*.js'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);

export { directions };
