import test, { type ExecutionContext } from 'ava';
import type { DescribedDeployment } from '../../src/activities/ports.js';
import { sweep } from '../../src/activities/sweep.js';
import { processTarget } from '../../src/deploy-targets/process/index.js';
import type { Order } from '../../src/domain/order.js';
import type { Orphan } from '../../src/domain/patrol.js';
import { serviceRepository } from '../helpers/service-repository.js';
import { siteAgent } from '../helpers/site-agent.js';

const merge = { repository: 'shop.git', commit: 'b'.repeat(40), subject: '', receivedAt: '' };
const order: Order = { id: 'abc123', service: 'shop', merge, also: [] };
const never = new AbortController().signal;
const [base, generation] = [5_000, 5_000_001];

/** Two sites, one of them without an agent, and the canary of a service at the other. */
async function bench(t: ExecutionContext, owner: string, latest?: Partial<DescribedDeployment>) {
  const agent = await siteAgent();
  const repository = await serviceRepository();
  t.teardown(repository.remove);
  t.teardown(() => agent.close());
  const [stable, canary] = [await repository.commit(), await repository.commit()];
  await agent.reach('shop', { owner: 'one', generation, stable, canary, weight: 0 });
  const told: (Orphan & { service: string })[] = [];
  const { target } = agent.at('shop');
  const nowhere = { type: 'process', url: 'http://127.0.0.1:1' };
  const registrations = ['other', 'shop'].map((service) => {
    return { service, repository: repository.folder, branch: 'main', paths: [] };
  });
  const swept = await sweep(
    {
      configuration: {
        owner,
        registrations,
        sites: [
          { name: 'site_2', target: nowhere },
          { name: 'site_1', target },
        ],
      },
      targets: { process: processTarget({}) },
      deployments: {
        describe: () => Promise.resolve(latest && { order, state: 'running', ...latest }),
      },
      services: {
        queue: () => Promise.resolve(undefined),
        merged: () => Promise.reject(new Error('nothing was merged')),
        orphan: (service, orphan) => Promise.resolve(void told.push({ service, ...orphan })),
      },
    },
    never,
  );
  return { told, swept, commit: canary.commit };
}

const undo = (own: number) => ({ service: 'shop', owner: 'one', base: own, sites: [] });

const lost: readonly [whose: string, latest?: Partial<DescribedDeployment>][] = [
  ['of no deployment'],
  ['of a deployment that ended without a word', { state: 'terminated', undo: undo(base) }],
  ['older than the running deployment', { undo: undo(base + 1) }],
  ['beside a deployment that has not written yet', {}],
];
for (const [whose, latest] of lost) {
  test(`a canary ${whose} is told to its service, and a site that is down is named`, async (t) => {
    const { told, swept, commit } = await bench(t, 'one', latest);
    t.is(told.length, 1);
    t.like(told[0], { service: 'shop', site: 'site_1', generation, commit });
    t.deepEqual(swept.orphans, told);
    t.is(swept.problems.length, 1);
    t.regex(swept.problems[0] ?? '', /^site_2: .*does not answer/);
  });
}

const others: readonly [whose: string, owner: string, latest?: Partial<DescribedDeployment>][] = [
  ['of the running deployment', 'one', { undo: undo(base) }],
  ['that the running deployment takes back', 'one', { order: { ...order, undo: undo(base) } }],
  ['of another installation', 'two', undefined],
];
for (const [whose, owner, latest] of others) {
  test(`a canary ${whose} is nobody's business`, async (t) => {
    t.deepEqual((await bench(t, owner, latest)).told, []);
  });
}
