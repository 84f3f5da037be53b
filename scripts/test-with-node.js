// Runs the tests with another Node than the one that is installed here: node scripts/test-with-node.js 22|24 [test files]
import path from 'node:path';
import { getNode, versions } from './setup/other-node.js';
import { SetupProblem } from './setup/problem.js';
import { ended, onStop, start } from './setup/processes.js';
import { step } from './setup/steps.js';

const [major = '', ...files] = process.argv.slice(2);
const { env } = process;

/** @param {string} asked */
function isKnown(asked) {
  return Object.keys(versions).includes(asked);
}

async function main() {
  if (!isKnown(major)) {
    console.error(`Usage: node scripts/test-with-node.js ${Object.keys(versions).join('|')} [test files]`);
    return 2;
  }
  const node = await step('Looking for Node', async (now) => {
    const { file, line } = await getNode(/** @type {22 | 24} */ (Number(major)), { env, now });
    return { line, value: file };
  });
  const test = [path.join(import.meta.dirname, 'with-setup.js'), 'test', ...files];
  // Programs that say `env node` must find it too.
  const PATH = `${path.dirname(node)}${path.delimiter}${env.PATH ?? ''}`;
  const child = start(node, test, { env: { ...env, PATH }, stdio: 'inherit' });
  onStop((signal) => child.kill(signal));
  return ended(child);
}

try {
  process.exitCode = await main();
} catch (problem) {
  if (!(problem instanceof SetupProblem)) throw problem;
  console.error(String(problem));
  process.exitCode = 1;
}
