import { CancellationScope, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Merge } from '../domain/change.js';
import type { ControlAnswer } from '../domain/deployment.js';
import { merged, type Queue } from '../domain/queue.js';
import { readControlInput, type ControlInput } from './control-input.js';
import { controlNames, type ControlName } from './controls.js';
import type { ServiceMemory } from './service-memory.js';
import { finishedSignal, mergedSignal } from './signals.js';

/** A control on its way to the running deployment. */
export interface Forwarded {
  readonly control: ControlName;
  readonly input: ControlInput;
}

/** Takes in what arrives at a service. Handlers only set state; the main loop acts on it. */
export class Intake {
  forward: Forwarded[] = [];
  /** Time to continue as new: the history is long, or a cancellation was taken and another must find a fresh run. */
  renew = false;
  private arrived = true;

  constructor(private readonly memory: ServiceMemory) {
    setHandler(mergedSignal, (merge) => this.merge(merge), { description: 'A merge, from the starter' });
    setHandler(finishedSignal, (finished) => {
      if (typeof finished?.id === 'string') this.memory.finished(finished);
      this.arrived = true;
    });
    setHandler(defineQuery<Queue>('status'), () => this.memory.queue, {
      description: 'What runs, waits and has ended',
    });
    for (const control of controlNames) {
      const take = (...args: unknown[]) => this.control(control, readControlInput(args));
      const description = `${control} the running deployment. Input, all optional: {by, reason, deploymentId}`;
      setHandler(defineSignal<unknown[]>(control), (...args) => void take(...args), { description });
      setHandler(defineUpdate<ControlAnswer, unknown[]>(control), take, { description });
    }
    CancellationScope.current().cancelRequested.catch(() => {
      this.control('abort', { reason: 'the service was cancelled' });
      this.renew = true;
    });
  }

  /** Whether the main loop has something to do; asking clears it. */
  get hasWork(): boolean {
    const work = this.arrived || this.renew || this.forward.length > 0;
    this.arrived = false;
    return work;
  }

  private merge(merge: Merge | undefined): void {
    this.arrived = true;
    if (typeof merge?.commit !== 'string' || typeof merge.repository !== 'string') return;
    const { service } = this.memory.queue;
    if (merge.forced) {
      const by = merge.author ? { by: merge.author } : {};
      this.memory.tell({
        kind: 'forced-push',
        service,
        commit: merge.commit,
        branch: merge.branch ?? 'the branch',
        ...by,
      });
    } else this.memory.queue = merged(this.memory.queue, merge);
  }

  private control(control: ControlName, input: ControlInput): ControlAnswer {
    const { running } = this.memory.queue;
    if (!running) return { accepted: false, phase: 'waiting', next: 'nothing runs' };
    if (input.deploymentId !== undefined && input.deploymentId !== running.id) {
      return {
        accepted: false,
        phase: 'running',
        next: `deployment ${running.id} runs, not ${input.deploymentId}`,
      };
    }
    this.forward.push({ control, input: { ...input, deploymentId: running.id } });
    return { accepted: true, phase: 'running', next: `passed on to deployment ${running.id}` };
  }
}
