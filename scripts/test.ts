import { summary } from './bad-input.js';
import { onStop, stopAndExit } from './setup/processes.js';
import { duration, step } from './setup/steps.js';
import { runTests, type Counted } from './tests/ava.js';
import { checks, passes } from './tests/checks.js';
import { coverageSuffices } from './tests/coverage.js';
import { startDevServer } from './tests/dev-server.js';

const files = process.argv.slice(2);
const since = Date.now();
onStop((signal) => void stopAndExit(signal));

let healthy = true;
if (files.length === 0) for (const check of checks) healthy = (await passes(check)) && healthy;
const counted = await testsOnOneServer();
if (files.length === 0) {
  healthy = (await coverageSuffices()) && healthy;
  healthy = (await badInputIsCovered(counted)) && healthy;
}
console.log(
  `\n${healthy ? 'Done' : 'Not all is well, see ✗ above; it took'} in ${duration(Date.now() - since)}`,
);
console.log(`${counted.passed} passed, ${counted.failed} failed`);
process.exitCode = healthy && counted.failed === 0 ? 0 : 1;

/** All test files share one dev server: starting one takes longer than most of them run. */
async function testsOnOneServer(): Promise<Counted> {
  const server = await startDevServer(process.env['MERGANSER_TEMPORAL_CLI'] ?? 'temporal');
  try {
    return await runTests(files, { ...process.env, MERGANSER_TEST_TEMPORAL_ADDRESS: server.address });
  } finally {
    await server.teardown();
  }
}

async function badInputIsCovered({ report }: Counted): Promise<boolean> {
  const { gaps } = summary(report);
  return step('bad input', async () => {
    const ok = gaps.length === 0;
    const line = ok
      ? 'every kind of bad input has a test'
      : `bad input without a passing test: ${gaps.join('; ')}`;
    return Promise.resolve({ line, ok, value: ok });
  });
}
