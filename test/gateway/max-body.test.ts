import test from 'ava';
import { agentProcess, newStateDir, removeStateDir } from '../helpers/agent-process.js';
import { serviceRepository } from '../helpers/service-repository.js';

test.serial('an agent that is told how large bodies may be refuses larger ones', async (t) => {
  const stateDir = newStateDir();
  const repository = await serviceRepository();
  const agent = await agentProcess(stateDir, { maxBody: 10 });
  t.teardown(async () => {
    await agent.close();
    repository.remove();
    removeStateDir(stateDir);
  });
  const { port } = await agent.reach('shop', { generation: 1, stable: await repository.commit() });
  const post = (body: string) => fetch(`http://127.0.0.1:${port}/upload`, { method: 'POST', body });
  t.is(await (await post('0123456789')).text(), '10');
  t.is((await post('0123456789a')).status, 413);
});
