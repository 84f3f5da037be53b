import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { runAgent } from '../../../src/agent.js';
import { serviceRepository } from '../service-repository.js';
import { until } from '../until.js';
import { type Call, type Cast, grain, service, site, token } from './story.js';

/** What stands in a record for what is of one machine and one day. */
const names = {
  stable: 'a'.repeat(40),
  canary: 'b'.repeat(40),
  broken: 'c'.repeat(40),
  repository: '/srv/git/shop',
};

/** A real agent, and the versions that the story deploys there. */
export interface ContractStage {
  readonly url: string;
  readonly cast: Cast;
  /** A value of the story with the names of a record, and back. */
  readonly named: <T>(value: T) => T;
  readonly real: <T>(value: T) => T;
  /** Has happen what a call wants to see. */
  readonly prepare: (call: Call) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function contractStage(): Promise<ContractStage> {
  const repository = await serviceRepository();
  const stateDir = mkdtempSync(join(tmpdir(), 'merganser-agent-'));
  const options = {
    site,
    listen: '127.0.0.1:0',
    stateDir,
    token,
    stopServicesOnExit: true,
    historyGrain: grain,
  };
  const agent = await runAgent(options, pino({ level: 'silent' }));
  const cast = {
    stable: await repository.commit({ build: 'test -f server.js' }),
    canary: await repository.commit({ env: { GREETING: 'hi' } }),
    broken: await repository.commit({ start: 'echo no >&2; exit 3' }),
  };
  const pairs = [
    ...(['stable', 'canary', 'broken'] as const).map((role) => [cast[role].commit, names[role]] as const),
    [repository.folder, names.repository] as const,
  ];
  const { url } = agent;
  return {
    url,
    cast,
    named: (value) => replaced(value, pairs),
    real: (value) =>
      replaced(
        value,
        pairs.map(([real, name]) => [name, real]),
      ),
    prepare: (call) => prepare(call, url),
    async close() {
      await agent.close();
      rmSync(stateDir, { recursive: true, force: true });
      repository.remove();
    },
  };
}

function replaced<T>(value: T, pairs: readonly (readonly [string, string])[]): T {
  return JSON.parse(
    pairs.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value)),
  ) as T;
}

/** Metrics need requests, a past needs time. */
async function prepare({ of }: Call, url: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const path = `${url}/v1/services/${service}`;
  if (of === 'read') {
    const { port } = (await (await fetch(path, { headers })).json()) as { port: number };
    for (let i = 0; i < 10; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
  }
  if (of === 'past') {
    const rows = async () =>
      ((await (await fetch(`${path}/history`, { headers })).json()) as { rows: unknown[] }).rows;
    await until(async () => ((await rows()).length > 2 ? true : undefined));
  }
}
