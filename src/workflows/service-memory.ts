import { condition } from '@temporalio/workflow';
import type { DescribedDeployment } from '../activities/ports.js';
import type { Announcement } from '../domain/announcements/announcement.js';
import type { Order } from '../domain/order.js';
import { emptyQueue, finished, putBack, type Queue } from '../domain/queue.js';
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
}

/** What a service remembers, and the messages it still has to say. */
export class ServiceMemory {
  queue: Queue;
  recovery: Order | undefined;
  private said: number;
  private outboxes: Outbox[];

  constructor(state: ServiceState) {
    this.queue = state.queue ?? emptyQueue(state.service);
    this.said = state.said ?? 0;
    this.recovery = state.recovery;
    this.outboxes = (state.unsaid ?? []).map((unsaid) => new Outbox(unsaid.id, unsaid));
  }

  /** Says something that belongs to no deployment, in a thread of its own. */
  tell(announcement: Announcement): void {
    this.said += 1;
    const outbox = new Outbox(`${this.queue.service}-${this.said}`);
    outbox.tell(announcement);
    this.outboxes.push(outbox);
  }

  /** A deployment's last word: remembers it, and takes over what it could not say. */
  finished({ unsaid, ...ended }: Finished): void {
    this.queue = finished(this.queue, ended);
    if (unsaid) this.outboxes.push(new Outbox(unsaid.id, unsaid));
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
    });
    if (outcome) return;
    const how = found?.state ?? 'deleted';
    this.tell({ kind: 'deployment-lost', service: order.service, id, how, undo: undo !== undefined });
    if (undo) this.recovery = { ...order, undo };
  }

  /**
   * An order could not be started, since a deployment of this service runs: one that is just about to close, or one that
   * somebody else started, which is then waited for like our own.
   */
  putBack(order: Order, before: Queue, running: Order | undefined): void {
    const taken = order.undo ? [] : [...order.also, order.merge];
    if (order.undo) this.recovery = order;
    this.queue = putBack(this.queue, before, taken, running);
  }

  get canStart(): boolean {
    return !this.queue.running && (this.recovery !== undefined || this.queue.waiting.length > 0);
  }

  /** Forgets outboxes that have said everything. */
  async sweepOutboxes(): Promise<void> {
    const idle = this.outboxes.filter((outbox) => outbox.idle);
    this.outboxes = this.outboxes.filter((outbox) => !outbox.idle);
    await Promise.all(idle.map((outbox) => outbox.unsaidAfter(0)));
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
    };
  }
}
