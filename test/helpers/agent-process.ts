import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentOptions } from '../../src/agent.js';
import { agentAt, type SiteAgent } from './site-agent.js';

const program = fileURLToPath(new URL('agent-program.ts', import.meta.url));

export interface AgentProcess extends SiteAgent {
  readonly pid: number;
  /** Ends it as a power cut would: it has no time for anything. */
  kill(): Promise<void>;
}

export const newStateDir = () => mkdtempSync(join(tmpdir(), 'merganser-agent-'));
export const removeStateDir = (stateDir: string) => rmSync(stateDir, { recursive: true, force: true });

/** An agent in a process of its own, which can be killed. Closed, it ends its services too, unless told otherwise. */
export async function agentProcess(
  stateDir: string,
  options: Partial<AgentOptions> = {},
): Promise<AgentProcess> {
  const given = JSON.stringify({ stateDir, ...options });
  const child = spawn(process.execPath, ['--import=tsx', program, given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    void ended.then(() => reject(new Error(errors)));
  });
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await ended;
  };
  return { ...agentAt(url), pid: child.pid ?? 0, kill: end('SIGKILL'), close: end('SIGTERM') };
}
