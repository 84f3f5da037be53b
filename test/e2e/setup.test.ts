import test from 'ava';
import { Installation } from '../helpers/installation.js';

let installation: Installation;

test.before(async () => {
  installation = await Installation.prepare({ cart: { sites: ['site_1'] } });
});
test.after.always(() => installation?.close());

for (const process of ['worker', 'starter']) {
  test.serial(
    `unregistered search attributes: the ${process} refuses to start, and says what to do`,
    async (t) => {
      const { exitCode, stderr } = await installation.merganser(process);
      t.is(exitCode, 1);
      t.regex(
        stderr,
        /^The Temporal namespace e2e-\w+ has no search attributes MerganserService, .*: run `merganser setup` once\.$/,
      );
    },
  );
}

test.serial('after the set-up both start, and doing it again changes nothing', async (t) => {
  const first = await installation.merganser('setup');
  t.is(first.exitCode, 0);
  t.regex(
    first.stdout,
    /registered MerganserService, .*; closed runs are kept for 30 days; the patrol goes round every minute\.$/,
  );
  const again = await installation.merganser('setup');
  t.is(again.exitCode, 0);
  t.regex(
    again.stdout,
    /all search attributes were there; closed runs are kept for 30 days; the patrol goes round every minute\.$/,
  );
  await t.notThrowsAsync(Promise.all([installation.startWorker(), installation.startStarter()]));
});
