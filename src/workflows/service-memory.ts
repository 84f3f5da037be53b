import { condition, workflowInfo } from '@temporalio/workflow';
import type { DescribedDeployment } from '../activities/ports.js';
import type { Announcement } from '../domain/announcements/announcement.js';
import type { Order } from '../domain/order.js';
import { isFrozen } from '../domain/queue/choice.js';
import type { Orphan } from '../domain/patrol.js';
import { sighted } from '../domain/queue/orphans.js';
import { recalled } from '../domain/queue/recall.js';
import { finished } from '../domain/queue/outcomes.js';
import { putBack } from '../domain/queue/start.js';
import { emptyQueue, type Queue } from '../domain/queue.js';
import { Outbox, type Unsaid } from './outbox.js';
import type { Finished } from './signals.js';

/** The service workflow's input: empty at first, everything it remembers after a continue-as-new. */
export interface ServiceState {
  readonly service: string;
  readonly queue?: Queue;
  readonly unsaid?: readonly Unsaid[];
  /** Counts what the service itself has said, so that its keys never repeat. */
  readonly said?: number;
  /** A lost deployment's undo, not yet started. */
  readonly recovery?: Order;
  /** How many messages were given up, and nobody was told yet. */
  readonly lost?: number;
}

/** Threads that a service still has to say something in. */
const mostOutboxes = 50;

/** What a service remembers, and the messages it still has to say. */
export class ServiceMemory {
  queue: Queue;
  recovery: Order | undefined;
  /** A deployment is being chosen or started. */
  starting = false;
  /** Of orders that could not be started: the deployment that ran instead. */
  readonly instead = new Map<string, string>();
  /** The deployment that was told to make room. */
  superseding: string | undefined;
  private considered: string | undefined;
  private said: number;
  private outboxes: Outbox[];
  private lostMessages: number;
  private recalling = false;
  private heard: Finished[] = [];

  constructor(state: ServiceState) {
    this.queue = state.queue ?? emptyQueue(state.service);
    this.said = state.said ?? 0;
    this.recovery = state.recovery;
    this.lostMessages = state.lost ?? 0;
    this.outboxes = (state.unsaid ?? []).map((unsaid) => new Outbox(unsaid.id, unsaid));
  }

  /** Says something that belongs to no deployment, in a thread of its own. */
  tell(announcement: Announcement): void {
    this.said += 1;
    // A service that was terminated and begins anew must not repeat the keys of the one before it.
    const life = workflowInfo().firstExecutionRunId.slice(0, 8);
    const outbox = new Outbox(`${this.queue.service}-${life}-${this.said}`);
    outbox.tell(announcement);
    this.keep(outbox);
  }

  /**
   * A service that knows nothing may have been terminated, and its deployment may run, or have ended unheard: what the
   * server knows of it is remembered again.
   */
  async recall(describe: () => Promise<DescribedDeployment | undefined>): Promise<void> {
    this.recalling = true;
    const found = await describe();
    this.recalling = false;
    if (found) this.queue = recalled(this.queue, found);
    for (const finished of this.heard.splice(0)) this.finished(finished);
    if (found && found.state !== 'running' && this.queue.running) this.lost(found);
  }

  /** A deployment's last word: remembers it, and takes over what it could not say. */
  finished(word: Finished): void {
    if (this.recalling) return void this.heard.push(word);
    const { unsaid, ...ended } = word;
    this.queue = finished(this.queue, ended);
    if (unsaid) this.keep(new Outbox(unsaid.id, unsaid));
  }

  /** A deployment ended without a word. If it had begun to write, that is undone before anything else starts. */
  lost(found: DescribedDeployment | undefined): void {
    const order = this.queue.running;
    if (!order) return;
    const outcome = found?.outcome;
    const undo = found?.undo ?? order.undo;
    const { id } = order;
    this.finished({
      id,
      commit: order.merge.commit,
      outcome: outcome?.kind ?? 'failed',
      sites: outcome?.sites ?? [],
      ...(outcome && { why: outcome.why }),
    });
    if (outcome) return;
    const how = found?.state ?? 'deleted';
    this.tell({ kind: 'deployment-lost', service: order.service, id, how, undo: undo !== undefined });
    if (undo) this.recovery = { ...order, undo, undone: (order.undone ?? 0) + 1 };
  }

  /** A canary that no deployment owns: when it has been there for long enough, it is undone before anything else starts. */
  sighted(orphan: Orphan): void {
    const { queue, undo } = sighted(this.queue, orphan);
    this.queue = queue;
    if (!undo || this.recovery) return;
    this.recovery = undo;
    const { site, commit } = orphan;
    this.tell({ kind: 'orphan', service: queue.service, site, commit });
  }

  /**
   * An order could not be started, since a deployment of this service runs: one that is just about to close, or one that
   * somebody else started, which is then waited for like our own.
   */
  putBack(order: Order, before: Queue, found: DescribedDeployment | undefined): void {
    const running = found?.order;
    const taken = order.undo ? [] : [...order.also, order.merge];
    if (order.undo) this.recovery = order;
    if (running) this.instead.set(order.id, running.id);
    const { runId: _, ...queue } = putBack(this.queue, before, taken, running);
    this.queue = { ...queue, ...(running && found?.runId && { runId: found.runId }) };
  }

  /** Whether the running deployment may be given up for what came since this was last asked; the third in a row runs on. */
  maySupersede(): boolean {
    const { running, waiting, held, policy, superseded = 0 } = this.queue;
    const newest = waiting.at(-1)?.commit;
    if (newest === this.considered || policy?.merges !== 'supersede') return false;
    this.considered = newest;
    const frozen = isFrozen(this.queue, Date.now());
    const free = running && !running.undo && running.id !== this.superseding;
    return Boolean(free && newest && !held && !frozen && superseded < 2);
  }

  /** Forgets outboxes that have said everything. */
  async sweepOutboxes(): Promise<void> {
    const idle = this.outboxes.filter((outbox) => outbox.idle);
    this.outboxes = this.outboxes.filter((outbox) => !outbox.idle);
    await Promise.all(idle.map((outbox) => outbox.unsaidAfter(0)));
    if (this.lostMessages === 0 || this.outboxes.length > 0) return;
    const count = this.lostMessages;
    this.lostMessages = 0;
    this.tell({ kind: 'left-unsaid', service: this.queue.service, count });
  }

  /** An outage of months must not fill the memory: the oldest thread is given up, and how much was lost is said. */
  private keep(outbox: Outbox): void {
    this.outboxes.push(outbox);
    if (this.outboxes.length <= mostOutboxes) return;
    const idle = this.outboxes.findIndex((one) => one.idle);
    const [lost] = this.outboxes.splice(Math.max(0, idle), 1);
    this.lostMessages += lost?.drop() ?? 0;
  }

  /** Gives the outboxes a moment before they are handed over. */
  async quiet(): Promise<void> {
    await condition(() => this.outboxes.every((outbox) => outbox.idle), '5s', {
      summary: 'until all is said',
    });
  }

  /** Everything that the next run must know. Nothing is left unawaited behind it. */
  async handOver(): Promise<ServiceState> {
    const unsaid = await Promise.all(this.outboxes.map((outbox) => outbox.unsaidAfter(0)));
    return {
      service: this.queue.service,
      queue: this.queue,
      said: this.said,
      unsaid: unsaid.filter((rest) => rest !== undefined),
      ...(this.recovery && { recovery: this.recovery }),
      ...(this.lostMessages > 0 && { lost: this.lostMessages }),
    };
  }
}
