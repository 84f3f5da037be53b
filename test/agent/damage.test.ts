import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import type { AgentRefusal } from '../../src/deploy-targets/process/protocol.js';
import { agentBench } from '../helpers/agent-bench.js';
import { agentProcess, newStateDir, removeStateDir } from '../helpers/agent-process.js';
import { serviceRepository } from '../helpers/service-repository.js';
import { siteAgent } from '../helpers/site-agent.js';
import { until } from '../helpers/until.js';

const runs = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.serial('a damaged state is said, and stops neither its processes nor other services', async (t) => {
  const stateDir = newStateDir();
  const repository = await serviceRepository();
  let agent = await agentProcess(stateDir);
  t.teardown(async () => {
    await agent.close();
    process.kill(-(lost?.pid ?? 0), 'SIGKILL');
    repository.remove();
    removeStateDir(stateDir);
  });
  const stable = await repository.commit();
  const [kept] = (await agent.reach('half', { generation: 4, stable })).instances;
  const [lost] = (await agent.reach('whole', { generation: 4, stable })).instances;
  await agent.kill();
  const damage = (name: string) => writeFileSync(join(stateDir, 'services', name), '{"service": "ha');
  for (const name of ['half.json', 'whole.json', 'whole.json.old']) damage(name);
  agent = await agentProcess(stateDir);

  const restored = await until(async () => {
    const state = await agent.state('half');
    return state.instances[0]?.healthy ? state : undefined;
  });
  t.is(restored.instances[0]?.pid, kept?.pid);
  t.like(restored, { generation: 4, warnings: [{ code: 'state-restored' }] });
  t.is((await fetch(`http://127.0.0.1:${restored.port}/`)).status, 200);
  t.deepEqual((await agent.reach('half', { generation: 5, stable })).warnings, []);

  for (const answer of [
    await fetch(`${agent.url}/v1/services/whole`),
    await agent.put('whole', { owner: 'one', generation: 9, weight: 0, stable }),
  ]) {
    const { code, message } = (await answer.json()) as AgentRefusal;
    t.is(answer.status, 500);
    t.is(code, 'state-unreadable');
    t.true(message.includes(join(stateDir, 'services', 'whole.json')));
  }
  t.true(runs(lost?.pid ?? 0));
});

test.serial('a release that somebody deleted is made again when an instance needs it', async (t) => {
  const { agent, repository, stateDir, ask } = await agentBench(t);
  const stable = await repository.commit();
  const [instance] = (await agent.reach('shop', { generation: 1, stable })).instances;
  const releases = join(stateDir, 'releases', 'shop');
  const [release = ''] = readdirSync(releases);
  for (const folder of [join(releases, release), join(stateDir, 'mirrors')])
    rmSync(folder, { recursive: true });
  // As a kill while it was being unpacked leaves it.
  writeFileSync(join(releases, `${release}.index.lock`), '');
  process.kill(instance?.pid ?? 0, 'SIGKILL');
  await until(async () => {
    const [now] = (await agent.state('shop')).instances;
    return now?.healthy && now.pid !== instance?.pid ? true : undefined;
  });
  t.like(await (await ask()).json(), { version: stable.commit });
});

test.serial('a mirror that is broken is fetched anew', async (t) => {
  const { agent, repository, stateDir } = await agentBench(t);
  await agent.reach('shop', { generation: 1, stable: await repository.commit() });
  const mirrors = join(stateDir, 'mirrors');
  for (const name of readdirSync(mirrors)) {
    rmSync(join(mirrors, name, 'objects'), { recursive: true });
    writeFileSync(join(mirrors, name, 'objects'), 'a file, and no folder');
  }
  t.is((await agent.reach('shop', { generation: 2, stable: await repository.commit() })).progress, 'settled');
});

test.serial('files that are not those of the commit are not run', async (t) => {
  const { agent, repository, stateDir, ask } = await agentBench(t);
  await agent.reach('shop', { generation: 1, stable: await repository.commit() });
  const [mirror = ''] = readdirSync(join(stateDir, 'mirrors'));
  const git = async (...args: string[]) =>
    (
      await execa('git', ['--git-dir', join(stateDir, 'mirrors', mirror), ...args], {
        input: 'process.exit(1)',
      })
    ).stdout;
  const server = await repository.git('rev-parse', 'HEAD:server.js');
  await git('replace', server, await git('hash-object', '-w', '--stdin'));
  const stable = await repository.commit();
  t.is((await agent.reach('shop', { generation: 2, stable })).problem, undefined);
  t.like(await (await ask()).json(), { version: stable.commit });
});

test.serial('a full disk is said and counts against no version; the way back needs no room', async (t) => {
  const stateDir = newStateDir();
  if (!(await mounted(t, stateDir))) return;
  const agent = await siteAgent({ stateDir });
  const repository = await serviceRepository();
  t.teardown(async () => {
    await agent.close();
    repository.remove();
  });
  const [stable, canary] = [await repository.commit(), await repository.commit()];
  repository.write('large.bin', randomBytes(8_000_000).toString('hex'));
  const large = await repository.commit();
  const before = await agent.reach('shop', { generation: 1, stable });
  await agent.reach('shop', { generation: 2, stable, canary, weight: 0.5 });
  const tooMuch = await agent.reach('shop', { generation: 3, stable, canary: large, weight: 0.5 });
  t.is(tooMuch.problem?.code, 'agent-error');
  t.regex(tooMuch.problem?.message ?? '', /The disk of .* is full\. Free/);

  const ballast = join(stateDir, 'ballast');
  await execa('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k'], { reject: false });
  t.is(statfsSync(stateDir).bavail, 0);
  const back = await agent.reach('shop', { generation: 4, stable });
  t.like(back, { progress: 'settled', stable, warnings: [{ code: 'disk-full' }] });
  t.is(back.instances[0]?.pid, before.instances[0]?.pid);
  t.like(await (await fetch(`http://127.0.0.1:${back.port}/`)).json(), { version: stable.commit });
  rmSync(ballast);
  t.is((await agent.reach('shop', { generation: 5, stable: canary })).progress, 'settled');
  t.deepEqual((await agent.state('shop')).warnings, []);
});

/** A disk of 12 MB, where this user may mount one. */
async function mounted(t: ExecutionContext, folder: string): Promise<boolean> {
  const mount = await execa('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder], { reject: false });
  if (mount.failed) {
    removeStateDir(folder);
    t.log(`left out, for a small disk could not be mounted: ${mount.stderr}`);
    t.pass();
    return false;
  }
  t.teardown(async () => {
    await execa('umount', [folder]);
    removeStateDir(folder);
  });
  return true;
}
