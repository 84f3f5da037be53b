import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lastLines, openOutput, rotateOutput } from '../output.js';
import { call } from './call.js';
import type { Hello, Program } from '../../gateway/protocol.js';

const patienceMs = 15_000;

/** How a gateway of this installation is started. */
export function programOf(socketPath: string, build: string): Program {
  const source = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(`../../gateway/main.${source ? 'ts' : 'js'}`, import.meta.url));
  // Found from here: the agent's working directory may be anywhere.
  const flags = source ? [`--import=${import.meta.resolve('tsx')}`] : [];
  // Bytes that have gone through are garbage. Collected early, they take less memory, and no more time that could be measured.
  const early = '--max-semi-space-size=1';
  return { file: process.execPath, args: [early, ...flags, file, socketPath, build] };
}

/** Starts a gateway that outlives this process, and returns when it answers. */
export async function launch(
  { file, args }: Program,
  socketPath: string,
  env: Readonly<Record<string, string>>,
  output: string,
): Promise<Hello> {
  rotateOutput(output);
  const fd = openOutput(output);
  const child = spawn(file, args, { env: { ...env }, detached: true, stdio: ['ignore', fd, fd] });
  closeSync(fd);
  child.unref();
  let ended: string | undefined;
  child.once('exit', (code, signal) => (ended = `ended with ${signal ?? code}`));
  child.once('error', (error) => (ended = error.message));
  for (const deadline = performance.now() + patienceMs; ; await sleep(10)) {
    const hello = await call(socketPath, 'hello', undefined).catch(() => undefined);
    if (hello) return hello;
    if (ended === undefined && performance.now() < deadline) continue;
    child.kill('SIGKILL');
    const said = lastLines(output).join('\n');
    throw new Error(`The gateway did not start: ${ended ?? `no answer in ${patienceMs} ms`}\n${said}`);
  }
}
