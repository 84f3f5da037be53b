import { SetupProblem } from './problem.js';

const least = { major: 20, minor: 19 };

/**
 * Refuses a Node too old to run Merganser. Everything up to here is kept to syntax that an old Node can read.
 *
 * @param {string} version such as `20.20.2`
 */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > least.major || (major === least.major && minor >= least.minor)) return;
  throw new SetupProblem(
    `Node ${version} is too old: Merganser needs Node ${least.major}.${least.minor} or newer.`,
    {
      help: 'Install a current one from https://nodejs.org (or: nvm install 24), then run this again.',
    },
  );
}
