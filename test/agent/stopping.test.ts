import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { endOrphans } from '../../src/agent/orphans.js';
import { listenerPort } from '../helpers/listener-port.js';
import { startProduct } from '../e2e/support/product.js';
import { newStateDir, removeStateDir } from '../helpers/agent-process.js';
import { serviceRepository } from '../helpers/service-repository.js';
import { agentAt } from '../helpers/site-agent.js';
import { slowRequest } from '../helpers/slow-request.js';

test('an agent that is stopped lets requests end and services run, and the next takes them over', async (t) => {
  const stateDir = newStateDir();
  const repository = await serviceRepository();
  const listen = `127.0.0.1:${await listenerPort()}`;
  const start = () =>
    startProduct(['agent', '--site', 'site_1', '--listen', listen, '--state-dir', stateDir], process.env);
  const first = await start();
  t.teardown(async () => {
    await first.stop();
    endOrphans(stateDir, { groups: new Set(), services: new Set() });
    removeStateDir(stateDir);
    repository.remove();
  });
  const agent = agentAt(`http://${listen}`);
  const stable = await repository.commit({ env: { SLOW_MS: '500' } });
  const before = await agent.reach('shop', { generation: 1, stable });
  const request = await slowRequest(`http://127.0.0.1:${before.port}/`, 'hello');
  first.signal('SIGTERM');
  t.is(await request.finish(), 200);
  t.is(await first.ended, 0);
  t.false(existsSync(join(stateDir, 'agent.lock')));
  t.true(before.instances.every(({ pid }) => process.kill(pid, 0)));

  const next = await start();
  t.teardown(() => next.stop());
  const after = await agent.reach('shop', { generation: 1, stable });
  t.deepEqual(after.instances, before.instances);
});
