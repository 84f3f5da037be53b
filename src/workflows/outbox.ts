import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import type { Announcement } from '../domain/announcements/announcement.js';
import type { Destination, Message, Ref } from '../notifiers/notifier.js';
import { post, update } from './activities.js';
import { failureOf, isActivityFailure } from './failures.js';

/** A thread's unsaid rest, as it is handed from a deployment to its service, or over a continue-as-new. */
export interface Unsaid {
  readonly id: string;
  readonly to?: Destination;
  readonly parent?: Parent;
  /** The newest status, where the first message does not show it yet. */
  readonly card?: string;
  readonly entries: readonly Entry[];
}

/** The first message of a thread, which is also the one that shows the status. */
interface Parent {
  readonly ref: Ref;
  readonly announcement: Announcement;
}

interface Entry {
  readonly key: string;
  readonly announcement: Announcement;
  readonly handedOver: boolean;
}

/**
 * Says announcements in one thread, in order, one in flight, each with its own key `<id>/<n>`. Whoever tells never waits:
 * a notifier that is slow or down delays nothing but the messages.
 */
export class Outbox {
  private to: Destination | undefined;
  private parent: Parent | undefined;
  private entries: Entry[];
  private card: string | undefined;
  private said = 0;
  private scope: CancellationScope | undefined;
  private closed = false;

  constructor(
    private readonly id: string,
    unsaid?: Unsaid,
  ) {
    this.to = unsaid?.to;
    this.parent = unsaid?.parent;
    this.card = unsaid?.card;
    this.entries = [...(unsaid?.entries ?? [])];
    this.start();
  }

  /** Where the messages go, once that is known. */
  address(to: Destination): void {
    this.to = to;
  }

  tell(announcement: Announcement): void {
    this.said += 1;
    this.entries.push({ key: `${this.id}/${this.said}`, announcement, handedOver: false });
  }

  /** The line on the thread's first message that says how things stand. A newer one replaces an unsaid older one. */
  show(status: string): void {
    this.card = status;
  }

  get idle(): boolean {
    return this.entries.length === 0 && (this.card === undefined || this.parent === undefined);
  }

  /** Waits until all is said, at most so long, then stops and returns what is not. */
  async unsaidAfter(timeout: '15s' | 0): Promise<Unsaid | undefined> {
    if (timeout !== 0) await condition(() => this.idle, timeout, { summary: 'until everything is said' });
    this.closed = true;
    this.scope?.cancel();
    if (this.idle) return undefined;
    return {
      id: this.id,
      ...(this.to && { to: this.to }),
      ...(this.parent && { parent: this.parent }),
      ...(this.card !== undefined && { card: this.card }),
      entries: this.entries.map((entry, i) => ({ ...entry, handedOver: entry.handedOver || i === 0 })),
    };
  }

  /** Gives up what is not said. Returns how many messages that were. */
  drop(): number {
    this.closed = true;
    this.scope?.cancel();
    return this.entries.length;
  }

  private start(): void {
    void CancellationScope.nonCancellable(() => this.run()).catch((error: unknown) =>
      log.error('the outbox stopped', { error }),
    );
  }

  private async run(): Promise<void> {
    for (;;) {
      await condition(() => this.closed || !this.idle);
      if (this.closed) return;
      const scope = new CancellationScope({ parent: CancellationScope.current(), cancellable: true });
      this.scope = scope;
      try {
        await scope.run(() => (this.entries.length > 0 ? this.postNext() : this.updateCard()));
      } catch (error) {
        if (isCancellation(error)) return;
        throw error;
      }
    }
  }

  private async postNext(): Promise<void> {
    const entry = this.entries[0];
    if (!entry) return;
    const { announcement, key, handedOver } = entry;
    const posting = {
      ...this.destination(),
      ...(this.parent && { thread: this.parent.ref }),
      key,
      handedOver,
    };
    try {
      const ref = await post.executeWithOptions({ summary: announcement.kind }, [
        { ...posting, message: this.message(announcement) },
      ]);
      this.parent ??= { ref, announcement };
    } catch (error) {
      if (isCancellation(error) || !isActivityFailure(error)) throw error;
      log.error('a message was refused', { key, reason: failureOf(error).reason });
    }
    this.entries.shift();
  }

  /** The first message carries the status from the beginning; replies have none. */
  private message(announcement: Announcement): Message {
    if (this.parent || this.card === undefined) return { announcement };
    const status = this.card;
    this.card = undefined;
    return { announcement, status };
  }

  private async updateCard(): Promise<void> {
    const status = this.card;
    if (status === undefined || !this.parent) return;
    const { ref, announcement } = this.parent;
    try {
      await update.executeWithOptions({ summary: 'status' }, [
        { ...this.destination(), ref, message: { announcement, status } },
      ]);
    } catch (error) {
      if (isCancellation(error) || !isActivityFailure(error)) throw error;
      log.warn('the status was refused', { reason: failureOf(error).reason });
    }
    // Only now: an outbox with an update on its way is not idle, and must not be closed.
    if (this.card === status) this.card = undefined;
  }

  private destination(): { to?: Destination } {
    return this.to ? { to: this.to } : {};
  }
}
