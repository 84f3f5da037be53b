import type { Check } from './check.js';

const least = [20, 19] as const;

/** The version of Node that runs this. */
export const node: Check = {
  what: 'Node',
  run() {
    const { node: found } = process.versions;
    const [major = 0, minor = 0] = found.split('.').map(Number);
    const enough = major > least[0] || (major === least[0] && minor >= least[1]);
    const todo = `install Node ${least.join('.')} or newer`;
    return Promise.resolve([{ what: 'Node', found, ...(!enough && { todo }) }]);
  },
};
