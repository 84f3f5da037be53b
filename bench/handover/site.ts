import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/agent/ports.js';
import { agentAt } from '../../test/helpers/site-agent.js';
import { until } from '../../test/helpers/until.js';

const merganser = fileURLToPath(new URL('../../bin/merganser.js', import.meta.url));

/** A site with a real agent, run as an operator would run it. */
export class Site {
  readonly #stateDir = mkdtempSync(join(tmpdir(), 'merganser-bench-'));
  #agent?: ChildProcess;

  private constructor(private readonly port: number) {}

  static async start(): Promise<Site> {
    const site = new Site(await freePort());
    await site.startAgent();
    return site;
  }

  get agent() {
    return agentAt(`http://127.0.0.1:${this.port}`);
  }

  /** Ends the agent, and starts another in its place. */
  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.#end(signal);
    await this.startAgent();
  }

  /** Ends the agent, its services and all files. */
  async close(): Promise<void> {
    await this.#end('SIGTERM');
    await this.startAgent('--stop-services-on-exit');
    await this.#end('SIGTERM');
    rmSync(this.#stateDir, { recursive: true, force: true });
  }

  private async startAgent(...flags: string[]): Promise<void> {
    const listen = `127.0.0.1:${this.port}`;
    const own = ['agent', '--site', 'site_1', '--listen', listen, '--state-dir', this.#stateDir, ...flags];
    this.#agent = spawn(process.execPath, [merganser, ...own], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, MERGANSER_LOG_LEVEL: 'error' },
    });
    const ready = () => fetch(`http://${listen}/readyz`).then(({ ok }) => (ok ? true : undefined));
    await until(() => ready().catch(() => undefined), 30_000);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#agent;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}
