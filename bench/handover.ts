/**
 * `npm run bench:handover -- [--quick] [--times N] [--rate N] [--json FILE]`: what becomes of the requests to a service
 * while Merganser starts canaries, changes weights, rolls out and back, and while its agent is killed and upgraded; and
 * what its proxy costs, beside a direct request and nginx. Real agents, instances and connections. Prints tables in
 * Markdown, and writes the figures as JSON.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { events } from './handover/events.js';
import { handoverTable, overheadTable, type Row, rowOf, type Span } from './handover/figures.js';
import { load } from './handover/load.js';
import { overhead } from './handover/overhead.js';
import { nginx } from './handover/rival.js';
import { Site } from './handover/site.js';
import { serviceRepository, type ServiceRepository } from '../test/helpers/service-repository.js';

const usage = 'usage: npm run bench:handover -- [--quick] [--times N] [--rate N] [--json FILE]';
/** Requests that were due so long before and after an event are compared with those in it, in ms. */
const around = 2_000;

function options() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        times: { type: 'string' },
        rate: { type: 'string', default: '200' },
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(why: string): never {
  console.error(`${why}\n${usage}`);
  process.exit(2);
}

function whole(name: string, text: string): number {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= 1
    ? number
    : refuse(`--${name} must be a whole number from 1 on, not "${text}"`);
}

async function handover(
  site: Site,
  repository: ServiceRepository,
  times: number,
  rate: number,
): Promise<Row[]> {
  const own = { instances: 2, env: { SLOW_MS: '20' } };
  const [old, next] = [await repository.commit(own), await repository.commit(own)];
  const { port } = await site.agent.reach('shop', { generation: 1, stable: old });
  const traffic = load(`http://127.0.0.1:${port}/`, rate);
  const round = events(site, old, next);
  const spans = new Map<string, Span[]>(round.map(({ name }) => [name, []]));
  for (let i = 0; i < times; i++) {
    for (const { name, run } of round) {
      await sleep(around);
      const from = performance.now();
      await run();
      spans.get(name)?.push({ from, to: performance.now() });
    }
  }
  await sleep(around);
  await traffic.stop();
  return [...spans].map(([name, its]) => rowOf(name, traffic.samples, its, around));
}

async function compare(site: Site, repository: ServiceRepository, quick: boolean, rate: number) {
  const { port, instances } = await site.agent.reach('plain', {
    generation: 1,
    stable: await repository.commit(),
  });
  const direct = instances[0]?.port ?? 0;
  const rival = await nginx(direct).catch((error: unknown) => {
    console.error(`No nginx to compare with: ${error instanceof Error ? error.message : String(error)}`);
  });
  const ways = [
    { name: 'direct', url: `http://127.0.0.1:${direct}/` },
    { name: 'through the agent', url: `http://127.0.0.1:${port}/` },
    ...(rival ? [rival] : []),
  ];
  const size = quick ? { length: 1_000, rounds: 1 } : { length: 2_000, rounds: 4 };
  const rows = await overhead(ways, { perSecond: rate, clients: 16, ...size });
  rival?.close();
  return rows;
}

const { quick, times, rate, json } = options();
const perSecond = whole('rate', rate);
const repeated = whole('times', times ?? (quick ? '1' : '5'));
const repository = await serviceRepository();
const site = await Site.start();
try {
  console.log(`${perSecond} requests a second, a quarter of them POST; each takes an instance 20 ms\n`);
  const handovers = await handover(site, repository, repeated, perSecond);
  console.log(`${handoverTable(handovers)}\n`);
  const overheads = await compare(site, repository, quick, perSecond);
  console.log(overheadTable(overheads));
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ perSecond, handovers, overheads }, null, 2)}\n`);
} finally {
  await site.close();
  repository.remove();
}
