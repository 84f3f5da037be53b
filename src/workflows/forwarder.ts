import { condition, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { ControlInput, DeploymentControl } from '../domain/controls.js';
import { deploymentWorkflowId } from '../domain/ids.js';
import type { ServiceMemory } from './service-memory.js';

/** A control on its way to the deployment that ran when it came. */
export interface Forwarded {
  readonly control: DeploymentControl;
  readonly input: ControlInput;
  /** Id of the deployment that is meant. */
  readonly to: string;
}

/** Passes controls on to the running deployment as they come, whatever else the service waits for. */
export class Forwarder {
  /** A control found nobody: the deployment is to be looked after. */
  unheard = false;
  private waiting: Forwarded[] = [];
  private closed = false;
  private passing = false;

  constructor(private readonly memory: ServiceMemory) {}

  pass(forwarded: Forwarded): void {
    this.waiting.push(forwarded);
  }

  /** Nothing is left, and nothing is on its way. */
  get idle(): boolean {
    return this.waiting.length === 0 && !this.passing;
  }

  /** Until it is closed and nothing is left. */
  async run(): Promise<void> {
    while (!(this.closed && this.idle)) {
      await condition(() => this.closed || this.canPass);
      await this.drain();
    }
  }

  close(): void {
    this.closed = true;
  }

  /** While a start is under way, it is not known yet whom a control will find. */
  private get canPass(): boolean {
    return this.waiting.length > 0 && !this.memory.starting;
  }

  async drain(): Promise<void> {
    this.passing = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) await this.send(next);
    this.passing = false;
  }

  private async send({ control, input, to }: Forwarded): Promise<void> {
    const { service } = this.memory.queue;
    const deploymentId = this.memory.instead.get(to) ?? to;
    try {
      await getExternalWorkflowHandle(deploymentWorkflowId(service)).signal(control, {
        ...input,
        deploymentId,
      });
    } catch (error) {
      log.warn('no deployment was there to be told', { control, error });
      this.unheard = true;
    }
  }
}
