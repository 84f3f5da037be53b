import path from 'node:path';
import { installDependencies } from './dependencies.js';
import { SetupProblem } from './problem.js';
import { ended, onStop, start, stopAndExit } from './processes.js';
import { step } from './steps.js';
import { getPromtool } from './promtool.js';
import { getTemporal } from './temporal.js';
import { getTestServer } from './test-server.js';

const root = path.resolve(import.meta.dirname, '..', '..');
const { env } = process;

/** What runs after the set-up, with the arguments of the person appended. */
const programs = {
  demo: ['--import=tsx', 'demo/main.ts'],
  test: ['--import=tsx', 'scripts/test.ts'],
};

/**
 * Makes everything ready that a program needs, and becomes it.
 *
 * @param {readonly string[]} args the program's name, then its own arguments
 */
export async function withSetup([name, ...args]) {
  if (name !== 'demo' && name !== 'test') {
    console.error(`Usage: node scripts/with-setup.js ${Object.keys(programs).join('|')} [arguments]`);
    return 2;
  }
  const stopListening = onStop((signal) => void stopAndExit(signal));
  try {
    const servers = await setUp(name);
    stopListening();
    return await become([...programs[name], ...args], servers);
  } catch (problem) {
    if (!(problem instanceof SetupProblem)) throw problem;
    console.error(String(problem));
    return 1;
  }
}

/**
 * @param {'demo' | 'test'} name
 * @returns {Promise<Readonly<Record<string, string>>>} what the program is told about it, by environment
 */
async function setUp(name) {
  await step('Installing dependencies', async (now) => {
    await installDependencies({ root, env, now });
    return { line: `Node ${process.versions.node}, dependencies`, value: undefined };
  });
  const temporal = await step('Looking for Temporal', async (now) => said(await getTemporal({ env, now })));
  if (name === 'demo') return { MERGANSER_TEMPORAL_CLI: temporal };
  const testServer = await step('Looking for the test server', async (now) =>
    said(await getTestServer({ env, now })),
  );
  const promtool = await step('Looking for promtool', async (now) => {
    const { file, line } = await getPromtool({ env, now });
    return { line, value: file };
  });
  return {
    MERGANSER_TEMPORAL_CLI: temporal,
    MERGANSER_TEST_SERVER: testServer,
    ...(promtool && { MERGANSER_PROMTOOL: promtool }),
  };
}

/** @param {import('./seek.js').Found} found */
function said({ file, line }) {
  return { line, value: path.resolve(file) };
}

/**
 * Runs the program in our place: its output is ours, a request to stop reaches it once, and its exit code is ours.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} servers
 */
export async function become(args, servers) {
  const child = start(process.execPath, args, { cwd: root, env: { ...env, ...servers }, stdio: 'inherit' });
  const stopListening = onStop((signal) => child.kill(signal));
  const code = await ended(child);
  stopListening();
  return code;
}
