export default {
  files: ['test/**/*.test.ts'],
  extensions: { ts: 'module' },
  require: ['./test/helpers/coverage-ends-here.ts'],
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  concurrency: 3,
  timeout: '2m',
};
