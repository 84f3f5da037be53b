import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { gatewayPids, restartingAgent } from '../helpers/restarting-agent.js';

const size = 100_000_000;

test.serial('100 MB up and 100 MB down take less than 50 MB of memory', async (t) => {
  const site = await restartingAgent(t);
  await site.agent().reach('shop', { generation: 1, stable: await site.repository.commit() });
  const url = `http://127.0.0.1:${await site.port()}`;
  const [gateway = 0] = await gatewayPids(site.socketPath);
  const before = memory(gateway, 'VmRSS');
  const ofAgent = memory(site.agent().pid, 'VmRSS');
  t.is(await upload(url), String(size));
  t.is(await download(url), size);
  // The most that it ever had, and not what it has now.
  const most = memory(gateway, 'VmHWM');
  t.log(
    `gateway: ${before} MB before, ${most} MB at most; agent: ${memory(site.agent().pid, 'VmHWM') - ofAgent} MB more`,
  );
  t.true(most - before < 50, `${before} MB before, ${most} MB at most`);
});

function* pieces() {
  for (let i = 0; i < 1_000; i++) yield Buffer.alloc(size / 1_000, i);
}

async function upload(url: string): Promise<string> {
  const asking = request(`${url}/upload`, { method: 'POST' });
  const answer = new Promise<string>((resolve, reject) => {
    asking.once('response', (from) => resolve(text(from))).once('error', reject);
  });
  Readable.from(pieces()).pipe(asking);
  return answer;
}

async function download(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/download`, (from) => {
      let seen = 0;
      from.on('data', (piece: Buffer) => (seen += piece.length));
      finished(from).then(() => resolve(seen), reject);
    }).end();
  });
}

/** A field of a process's status, in MB. */
function memory(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1_000);
}
