import test from 'ava';
import { deliveryHeaders } from '../../doubles/github/index.js';
import { Installation } from '../helpers/installation.js';
import { isRefused, slowRequest } from '../helpers/slow-request.js';
import { until } from '../helpers/until.js';
import { secret } from './support/shop.js';

let installation: Installation;

test.before(async () => {
  const analysis = { duration: '6s', maxDuration: '30s', interval: '1s', prepareTimeout: '10s' };
  installation = await Installation.start({ cart: { sites: ['site_1'], analysis } });
  await installation.adopt('cart');
});
test.after.always(() => installation?.close());

test.serial('a starter that is stopped answers the webhook that has come, and takes no other', async (t) => {
  const { starter } = installation;
  const body = '{"zen": "Keep it logically awesome."}';
  const headers = deliveryHeaders({ secret, event: 'ping', body });
  const webhook = await slowRequest(`${installation.starterUrl}/webhooks/github`, body, headers);
  // As Ctrl-C in a terminal arrives through npm.
  starter?.signal('SIGINT');
  starter?.signal('SIGINT');
  await until(() => isRefused(`${installation.starterUrl}/healthz`));
  t.is(await webhook.finish(), 200);
  t.is(await starter?.ended, 0);
});

test.serial('a worker that is stopped ends the look it is at, and the next one goes on', async (t) => {
  const { worker, sites } = installation;
  const cart = installation.deployments('cart');
  await installation.startStarter();
  const commit = await installation.merge('cart');
  await cart.reach(commit, 'analyzing');
  // An agent that does not answer makes looks long.
  sites.signal('site_1', 'SIGSTOP');
  await until(async () => ((await cart.begun()).includes('look') ? true : undefined));
  worker?.signal('SIGTERM');
  t.is(await worker?.ended, 0);
  t.deepEqual(await cart.begun(), []);
  sites.signal('site_1', 'SIGCONT');
  await installation.startWorker();
  t.is((await cart.done(commit)).outcome?.kind, 'rolled-out');
});
