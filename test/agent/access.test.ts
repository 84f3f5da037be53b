import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import { agentBench } from '../helpers/agent-bench.js';
import { siteAgent } from '../helpers/site-agent.js';
import { until } from '../helpers/until.js';

function folderFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'merganser-access-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A certificate for 127.0.0.1 that vouches for itself, and its key. */
async function certificate(folder: string, serial: number): Promise<{ cert: string; key: string }> {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const what = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const name = [
    '-subj',
    '/CN=agent',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-set_serial',
    String(serial),
  ];
  await execa('openssl', ['req', '-x509', ...what, ...name, '-keyout', key, '-out', cert]);
  return { cert, key };
}

test.serial('an agent that strangers could reach does not start without a token and TLS', async (t) => {
  const { cert, key } = await certificate(folderFor(t), 1);
  const listen = '0.0.0.0:0';
  const refused = (own: Parameters<typeof siteAgent>[0]) => t.throwsAsync(siteAgent({ listen, ...own }));
  t.regex(
    (await refused({}))?.message ?? '',
    /Set MERGANSER_AGENT_TOKEN, --tls-cert and --tls-key; or .* --insecure/,
  );
  t.regex((await refused({ token: 'secret' }))?.message ?? '', /Set --tls-cert and --tls-key; or/);
  t.regex((await refused({ tls: { cert, key } }))?.message ?? '', /Set MERGANSER_AGENT_TOKEN; or/);
  t.regex((await refused({ listen: '127.evil.example:0' }))?.message ?? '', /reached from other machines/);
  for (const own of [{ token: 'secret', tls: { cert, key } }, { insecure: true }]) {
    await (await siteAgent({ listen, ...own })).close();
  }
});

test.serial('while tokens are replaced, both are taken, and no other', async (t) => {
  const { agent } = await agentBench(t, { token: 'new', oldToken: 'old' });
  const status = async (token: string) =>
    (await fetch(`${agent.url}/v1/services`, { headers: { authorization: `Bearer ${token}` } })).status;
  t.deepEqual(await Promise.all(['new', 'old', 'newold', ''].map(status)), [200, 200, 401, 401]);
});

test.serial('with TLS the worker talks to it, and a new certificate is taken while it runs', async (t) => {
  const folder = folderFor(t);
  const tls = await certificate(folder, 11);
  const { agent } = await agentBench(t, { token: 'secret', tls });
  t.regex(agent.url, /^https:/);
  t.deepEqual(await observed(agent.url, tls.cert), { site: 'site_1', generation: 0 });
  t.regex(await observed(agent.url, undefined), /agent of site_1 at https.* does not answer \(.*SIGNED_CERT/);
  t.is(await serialOf(agent.url), '0B');
  await certificate(folder, 12);
  await until(async () => ((await serialOf(agent.url)) === '0C' ? true : undefined));
  t.is(await serialOf(agent.url), '0C');
});

/** What a worker sees that was started with NODE_EXTRA_CA_CERTS. */
async function observed(url: string, ca: string | undefined) {
  const target = pathToFileURL('src/deploy-targets/process/index.ts').href;
  const at = { site: 'site_1', service: 'shop', target: { type: 'process', url } };
  const program = `const { processTarget } = await import(${JSON.stringify(target)});
    const seen = processTarget({ token: 'secret' }).observe(${JSON.stringify(at)}, new AbortController().signal);
    console.log(JSON.stringify(await seen.catch((error) => error.message)));`;
  const args = ['--import=tsx', '--input-type=module', '--eval', program];
  const { stdout } = await execa(process.execPath, args, { env: { NODE_EXTRA_CA_CERTS: ca } });
  return JSON.parse(stdout) as string;
}

function serialOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/healthz`, { rejectUnauthorized: false, agent: false }, (response) => {
      resolve((response.socket as TLSSocket).getPeerCertificate().serialNumber);
      response.resume();
    });
    asked.once('error', reject).end();
  });
}

test.serial('an agent runs only what comes from the repositories that it is given', async (t) => {
  const { agent, repository } = await agentBench(t, { repositories: ['https://github.com/acme/*'] });
  const canary = await repository.commit();
  const answer = await agent.put('shop', { owner: 'one', generation: 1, weight: 0, canary });
  t.is(answer.status, 400);
  t.regex(((await answer.json()) as { message: string }).message, /may not run .* Allowed: https:\/\/github/);
});

test.serial('a repository cannot be a command', async (t) => {
  const { agent, repository } = await agentBench(t);
  const stable = await repository.commit();
  const mark = join(folderFor(t), 'mark');
  const commands = [
    `ext::sh -c "touch% ${mark}"`,
    `ext::touch ${mark}`,
    `ssh://-oProxyCommand=touch ${mark}/x`,
    `-oProxyCommand=touch ${mark}:x`,
    `--upload-pack=touch ${mark}`,
    `file:///nowhere;touch ${mark}`,
    `/nowhere$(touch ${mark})`,
    `https://127.0.0.1:1/x\n--upload-pack=touch ${mark}`,
  ];
  let generation = 0;
  for (const command of commands) {
    generation++;
    const body = { owner: 'one', generation, weight: 0, stable: { ...stable, repository: command } };
    if ((await agent.put('shop', body)).status === 400) continue;
    const state = await agent.reach('shop', { generation, stable: body.stable });
    t.is(state.problem?.code, 'fetch-failed', command);
  }
  t.false(existsSync(mark));
});

test.serial('passwords in the URL of a repository are in no error', async (t) => {
  const { agent, repository } = await agentBench(t);
  const stable = { ...(await repository.commit()), repository: 'http://jane:s3cret@127.0.0.1:1/shop.git' };
  const { problem } = await agent.reach('shop', { generation: 1, stable });
  t.is(problem?.code, 'fetch-failed');
  t.false(problem?.message.includes('s3cret'), problem?.message);
});

test.serial('services of two installations live side by side; neither may touch the other’s', async (t) => {
  const { agent, repository } = await agentBench(t);
  const stable = await repository.commit();
  const ends = await Promise.all([
    agent.reach('shop', { owner: 'north', generation: 7, stable }),
    agent.reach('cart', { owner: 'south', generation: 3, stable }),
  ]);
  t.deepEqual(
    ends.map(({ progress }) => progress),
    ['settled', 'settled'],
  );
  for (const [service, owner, other] of [
    ['shop', 'south', 'north'],
    ['cart', 'north', 'south'],
  ] as const) {
    const answer = await agent.put(service, { owner, generation: 99, weight: 0 });
    t.is(answer.status, 409);
    t.like(await answer.json(), { code: 'foreign-owner' });
    t.like(await agent.state(service), { owner: other, progress: 'settled' });
  }
});
