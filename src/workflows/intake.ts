import { CancellationScope, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Merge } from '../domain/change.js';
import {
  deploymentControls,
  serviceControls,
  type Control,
  type ControlInput,
  type DeploymentControl,
} from '../domain/controls.js';
import type { ControlAnswer } from '../domain/deployment.js';
import { isFrozen } from '../domain/queue/choice.js';
import { merged } from '../domain/queue/merges.js';
import { steer } from '../domain/queue/steering.js';
import type { Queue } from '../domain/queue.js';
import { readControlInput } from './control-input.js';
import type { Forwarder } from './forwarder.js';
import type { ServiceMemory } from './service-memory.js';
import { readFinished, readMerge, readOrphan } from './signal-input.js';
import { finishedSignal, mergedSignal, orphanSignal } from './signals.js';

/** Takes in what arrives at a service. Handlers only set state; the main loop and the forwarder act on it. */
export class Intake {
  /** Time to continue as new: the history is long, or a cancellation was taken and another must find a fresh run. */
  renew = false;
  private arrivals = 1;
  private seen = 0;

  constructor(
    private readonly memory: ServiceMemory,
    private readonly forwarder: Forwarder,
  ) {
    setHandler(mergedSignal, (given) => this.merge(readMerge(given)), {
      description: 'A merge, from the starter',
    });
    setHandler(finishedSignal, (given) => {
      const finished = readFinished(given);
      if (finished) this.memory.finished(finished);
      this.arrivals += 1;
    });
    setHandler(orphanSignal, (given) => {
      const orphan = readOrphan(given, this.memory.queue.service);
      if (orphan) this.memory.sighted(orphan);
      this.arrivals += 1;
    });
    setHandler(defineQuery<Queue>('status'), () => this.memory.queue, {
      description: 'What runs, waits and has ended',
    });
    for (const control of [...deploymentControls, ...serviceControls]) {
      const take = (...args: unknown[]) => this.control(control, readControlInput(args));
      const description = descriptions[control];
      setHandler(defineSignal<unknown[]>(control), (...args) => void take(...args), { description });
      setHandler(defineUpdate<ControlAnswer, unknown[]>(control), take, { description });
    }
    CancellationScope.current().cancelRequested.catch(() => {
      this.control('abort', { reason: 'the service was cancelled' });
      this.renew = true;
    });
  }

  /** Whether something has arrived that the main loop has not seen. */
  get hasWork(): boolean {
    return this.renew || this.arrivals > this.seen;
  }

  /** What has arrived so far is about to be acted on. */
  see(): void {
    this.seen = this.arrivals;
  }

  private merge(merge: Merge | undefined): void {
    if (!merge) return;
    this.arrivals += 1;
    const { queue } = this.memory;
    if (merge.forced) return this.forced(merge);
    this.memory.queue = merged(queue, merge);
    const { frozen, held, service } = queue;
    const because = held ? 'held' : isFrozen(queue, Date.now()) ? 'frozen' : undefined;
    if (!because || this.memory.queue === queue) return;
    this.memory.tell({ kind: 'merge-waits', service, change: merge, because, ...(held ?? frozen) });
  }

  /** A branch was rewritten: said once, and a person's to decide. */
  private forced({ commit, branch = 'the branch', author }: Merge): void {
    const { queue } = this.memory;
    const said = queue.forced ?? [];
    if (said.includes(commit)) return;
    this.memory.queue = { ...queue, forced: [...said, commit].slice(-10) };
    const by = author ? { by: author } : {};
    this.memory.tell({ kind: 'forced-push', service: queue.service, commit, branch, ...by });
  }

  private control(control: Control, input: ControlInput): ControlAnswer {
    const { queue, accepted, next, say, forward } = steer(this.memory.queue, control, input, Date.now());
    this.memory.queue = queue;
    this.arrivals += 1;
    if (say) this.memory.tell(say);
    const { running } = queue;
    if (forward && running) {
      this.forwarder.pass({ control: control as DeploymentControl, input, to: running.id });
    }
    return { accepted, phase: running ? 'running' : 'waiting', next };
  }
}

const passedOn = 'Passed on to the running deployment; without one:';
const input = 'Input, all optional: {by, reason, deploymentId';

const descriptions: Readonly<Record<Control, string>> = {
  abort: `${passedOn} drop the waiting merge {commit}. ${input}, commit}`,
  hold: `${passedOn} start nothing. ${input}}`,
  resume: `${passedOn} start again what waits. ${input}}`,
  promote: `${passedOn} start the waiting merge {commit} whatever keeps it. ${input}, commit}`,
  leave: `Passed on to the running deployment: give up the sites whose rollback is stuck. ${input}, sites}`,
  rollback: `Roll out the version before this one, without analysis. ${input}}`,
  freeze: `Let merges wait. ${input}, until}`,
  unfreeze: `End a freeze. ${input}}`,
  lift: `Take a commit, or all, out of quarantine. ${input}, commit}`,
};
