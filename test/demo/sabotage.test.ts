import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { optionsIn } from '../../demo/options.js';
import { sabotages } from '../../demo/sabotage/index.js';

/** Stands for an agent, or for Slack: remembers what reaches it. */
async function other(t: ExecutionContext, answer: () => object) {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      reached.push(`${request.method} ${body}`.trim());
      response.writeHead(request.method === 'PUT' ? 202 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer()));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return { reached, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const stable = { commit: 'aaa' };
const canary = { commit: 'bbb' };

test('rollback: it is confirmed, and never reaches the agent; everything else does', async (t) => {
  const agent = await other(t, () => ({ generation: 1, progress: 'settled', stable, canary, weight: 0.5 }));
  const url = (await sabotages.rollback?.agentUrl?.('site_2', agent.url)) ?? '';
  t.is(await sabotages.rollback?.agentUrl?.('site_1', agent.url), agent.url);
  const put = (body: object) =>
    fetch(`${url}/v1/services/cart`, { method: 'PUT', body: JSON.stringify(body) });

  t.is((await put({ generation: 1, stable, canary })).status, 202);
  const answer = await put({ generation: 3, stable });
  t.is(answer.status, 202);
  const confirmed = { generation: 3, progress: 'settled', stable, weight: 0 };
  t.deepEqual(await answer.json(), confirmed);
  t.deepEqual(await (await fetch(`${url}/v1/services/cart`)).json(), confirmed);
  t.false(agent.reached.some((request) => request.includes('"generation":3')));

  await put({ generation: 4, stable, canary });
  await put({ generation: 5, stable: canary });
  t.true(agent.reached.at(-1)?.includes('"generation":5'));
});

test('slack: the last word is taken and lost; every other passes', async (t) => {
  const slack = await other(t, () => ({ ok: true }));
  const url = (await sabotages.slack?.slackUrl?.(slack.url)) ?? '';
  const say = (text: string) =>
    fetch(`${url}/api/chat.postMessage`, { method: 'POST', body: new URLSearchParams({ text }) });
  await say('The checks for cart are all green.');
  t.like(await (await say('Rolled out cart: site_1 runs bbb')).json(), { ok: true });
  await say('Rolled back cart: site_1 runs aaa again');
  t.is(slack.reached.length, 1);
});

test('judge: it is the one setting that is changed', (t) => {
  t.is(
    sabotages.judge?.settings?.('checks: [{ kind: ratio }]\n'),
    'checks: [{ kind: ratio, allowed: 100 }]\n',
  );
});

test('the command line', (t) => {
  t.deepEqual(optionsIn(['--once', '--report', 'r.json']), {
    once: true,
    report: 'r.json',
    sabotage: undefined,
  });
  t.is(optionsIn(['--sabotage', 'agent']).sabotage, sabotages.agent);
  t.throws(() => optionsIn(['--sabotage', 'toString']), {
    message: /There is no sabotage "toString"\.\nUsage: /,
  });
  t.throws(() => optionsIn(['--twice']), { message: /--twice.*\nUsage: / });
});
