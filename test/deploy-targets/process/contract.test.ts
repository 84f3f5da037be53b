import test from 'ava';
import { processTarget } from '../../../src/deploy-targets/process/index.js';
import { deployTargetContract } from '../../contracts/deploy-target.js';
import { serviceRepository } from '../../helpers/service-repository.js';
import { siteAgent } from '../../helpers/site-agent.js';

deployTargetContract(test, async () => {
  const repository = await serviceRepository();
  const agent = await siteAgent();
  const health = { path: '/health', interval: 50, timeout: 1_500 };
  return {
    target: processTarget({}),
    at: agent.at('shop'),
    nowhere: { site: 'site_9', service: 'shop', target: { type: 'process', url: 'http://127.0.0.1:1' } },
    version: (kind) => repository.commit(kind === 'bad' ? { health, env: { NEVER_HEALTHY: '1' } } : {}),
    async answering() {
      const { port } = await agent.state('shop');
      const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`http://127.0.0.1:${port}/`)));
      const bodies = await Promise.all(answers.filter(({ ok }) => ok).map((answer) => answer.json()));
      return [...new Set(bodies.map((body) => (body as { version: string }).version))].sort();
    },
    async close() {
      await agent.close();
      repository.remove();
    },
  };
});
