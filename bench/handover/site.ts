import { freePort } from '../../src/agent/ports.js';
import {
  type AgentProcess,
  agentProcess,
  newStateDir,
  removeStateDir,
} from '../../test/helpers/agent-process.js';

/** A site with a real agent, which leaves its services running as an operator's does. */
export class Site {
  readonly #stateDir = newStateDir();
  #builds = 0;

  private constructor(
    private readonly listen: string,
    private running?: AgentProcess,
  ) {}

  static async start(): Promise<Site> {
    const site = new Site(`127.0.0.1:${await freePort()}`);
    await site.startAgent();
    return site;
  }

  get agent(): AgentProcess {
    if (!this.running) throw new Error('the agent has not been started');
    return this.running;
  }

  /** As a power cut would; another of the same build follows. */
  async kill(): Promise<void> {
    await this.agent.kill();
    await this.startAgent();
  }

  /** Another build takes its place, and that of the gateway. */
  async upgrade(): Promise<void> {
    await this.agent.close();
    this.#builds++;
    await this.startAgent();
  }

  /** Ends the agent, its services and all files. */
  async close(): Promise<void> {
    await this.running?.close();
    await this.startAgent(true);
    await this.running?.close();
    removeStateDir(this.#stateDir);
  }

  private async startAgent(stopServicesOnExit = false): Promise<void> {
    const { listen } = this;
    this.running = await agentProcess(this.#stateDir, {
      listen,
      stopServicesOnExit,
      build: `${this.#builds}`,
    });
  }
}
