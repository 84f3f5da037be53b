import test from 'ava';
import { checkNode } from '../../scripts/setup/node.js';

for (const version of ['20.19.0', '20.20.2', '22.0.0', '25.1.0']) {
  test(`Node ${version} is accepted`, (t) => {
    t.notThrows(() => checkNode(version));
  });
}

for (const version of ['20.18.9', '18.20.0', '8.0.0']) {
  test(`Node ${version} is refused with a way out`, (t) => {
    const problem = t.throws(() => checkNode(version));
    t.is(
      String(problem),
      `✗ Node ${version} is too old: Merganser needs Node 20.19 or newer.\n` +
        '  Install a current one from https://nodejs.org (or: nvm install 24), then run this again.',
    );
  });
}
