import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { summary } from './tests/bad-input.js';
import { onStop, stopAll } from './setup/processes.js';
import { duration, step } from './setup/steps.js';
import { runTests, type Counted } from './tests/ava.js';
import { buildOnce } from './tests/built.js';
import { checksPass } from './tests/checks.js';
import { coverageSuffices } from './tests/coverage.js';
import { startDevServer } from './tests/dev-server.js';
import { endLeftovers, mark } from './tests/leftovers.js';

const files = process.argv.slice(2);
const since = Date.now();
let server: Promise<TestWorkflowEnvironment> | undefined;
onStop(() => void giveUp());

let healthy = true;
if (files.length === 0) healthy = await checksPass();
const counted = await testsOnOneServer();
healthy = (await nothingIsLeft()) && healthy;
if (files.length === 0) {
  healthy = (await coverageSuffices()) && healthy;
  healthy = (await badInputIsCovered(counted)) && healthy;
}
console.log(
  `\n${healthy ? 'Done' : 'Not all is well, see ✗ above; it took'} in ${duration(Date.now() - since)}`,
);
console.log(`${counted.passed} passed, ${counted.failed} failed`);
process.exitCode = healthy && counted.failed === 0 ? 0 : 1;

/** All test files share one dev server and one build: making them takes longer than most files run. */
async function testsOnOneServer(): Promise<Counted> {
  server = startDevServer(process.env['MERGANSER_TEMPORAL_CLI'] ?? 'temporal');
  const { address } = await server;
  const { program, bundle } = await buildOnce();
  try {
    return await runTests(files, {
      ...process.env,
      ...mark,
      MERGANSER_TEST_TEMPORAL_ADDRESS: address,
      MERGANSER_TEST_PROGRAM: program,
      MERGANSER_TEST_WORKFLOW_BUNDLE: bundle,
    });
  } finally {
    await (await server).teardown();
    server = undefined;
  }
}

async function nothingIsLeft(): Promise<boolean> {
  const left = await endLeftovers();
  for (const { pid, command } of left) console.log(`✗ the tests left process ${pid} running: ${command}`);
  return left.length === 0;
}

async function badInputIsCovered({ report }: Counted): Promise<boolean> {
  const { gaps } = summary(report);
  const ok = gaps.length === 0;
  const line = ok
    ? 'every kind of bad input has a test'
    : `bad input without a passing test: ${gaps.join('; ')}`;
  return step('bad input', () => Promise.resolve({ line, ok, value: ok }));
}

/** Somebody asked us to stop: nothing of ours may stay. */
async function giveUp(): Promise<never> {
  await stopAll();
  await endLeftovers();
  await (await server)?.teardown();
  process.exit(130);
}
