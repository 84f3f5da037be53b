import { sleep, workflowInfo } from '@temporalio/workflow';
import type { LookResult, LookState } from '../activities/look.js';
import { restartClock, startClock, type Clock } from '../domain/judge/clock.js';
import { generation, type Undo } from '../domain/order.js';
import { pollsPerLook, waitingInterval } from '../domain/pace.js';
import type { Plan } from '../domain/plan.js';
import type { Waiting } from '../domain/waiting.js';
import { look } from './activities.js';

/** A person who is waited for; `again`: nobody has answered in time before. */
export interface Patience extends Waiting {
  readonly again?: boolean;
}

/** The looks of an analysis: when the next is due, and what it goes by. */
export class Looks {
  clock: Clock;
  private state: LookState | undefined;
  private due: number;
  private n = 1;
  /** Whether it was a look that was slept for. */
  isDue = false;

  constructor(
    private readonly plan: Plan,
    private readonly undo: Undo,
  ) {
    this.clock = startClock(Date.now(), plan.analysis);
    this.due = this.clock.startedAt;
  }

  /** Sleeps until the next look is due, or until something is to be said or done about waiting for a person. */
  sleep(waiting: Patience | undefined): Promise<void> {
    const every = waiting ? this.waitingInterval(waiting) : this.clock.interval;
    const due = Math.max(Date.now(), this.due + every);
    const until = waiting ? Math.min(due, nextOf(waiting)) : due;
    this.isDue = until >= due;
    if (this.isDue) this.due = due;
    return sleep(Math.max(0, until - Date.now()), { summary: `until look ${this.n}` });
  }

  /** What a look saw is remembered once it counts: the next one measures from there. */
  remember({ clock, state }: LookResult): void {
    this.clock = clock;
    this.state = state;
  }

  /** When the verdict is due, in epoch ms. */
  get verdictDue(): number {
    return this.state?.judge.standing.extended ? this.clock.latest : this.clock.deadline;
  }

  /** One more window, from now. */
  restart(duration: number): void {
    this.clock = restartClock(this.clock, Date.now(), duration);
  }

  /** Goes on after a hold: with the same deadline, or where that is over with a fresh look that decides. */
  goOn(): void {
    const now = Date.now();
    const { latest, deadline } = this.clock;
    const isOver = now >= deadline;
    const restarted = restartClock(this.clock, now, 0);
    this.clock = isOver
      ? { ...restarted, latest: Math.max(latest, restarted.deadline) }
      : { ...this.clock, lookedAt: now };
    if (isOver) this.due = now - this.clock.interval;
  }

  /** Looks. While a person is waited for, no look decides by the deadline. */
  look(waiting: Patience | undefined): Promise<LookResult> {
    const { plan, undo, clock, state } = this;
    const { service, version, checks, policy, metrics, analysis, judge } = plan;
    const polls = waiting ? 1 : this.polls();
    const now = Date.now();
    const until = waiting ? waiting.until : Math.max(now, clock.latest) + policy.holdFor;
    const title = `look ${this.n} at ${undo.sites.length} sites`;
    this.n += 1;
    return look(
      polls * clock.interval,
      Math.max(minLookMs, until - now),
      title,
    )({
      plan: { service, version, checks, policy, metrics, analysis, judge },
      deployment: plan.id,
      sites: undo.sites,
      clock,
      polls,
      nextMs: this.waitingInterval(waiting),
      ...(waiting && { waits: true }),
      lease: { owner: undo.owner, generation: generation(undo.base, 'canary'), weight: plan.weight },
      ...(state && { state }),
    });
  }

  private polls(): number {
    const { maxDuration } = this.plan.analysis;
    return pollsPerLook({ ...this.size, leftMs: maxDuration });
  }

  private waitingInterval(waiting: Patience | undefined): number {
    return waitingInterval(this.size, this.plan.policy.holdFor, waiting?.again === true);
  }

  private get size() {
    return {
      interval: this.clock.interval,
      lookBytes: 2 * JSON.stringify(this.state ?? {}).length + 3_000,
      historyLength: workflowInfo().historyLength,
    };
  }
}

/** A look gets the time of a lost worker to be made again, even where the person's time is over. */
const minLookMs = 20_000;

const nextOf = ({ remindAt, until }: Waiting) => (Date.now() < remindAt ? remindAt : until);
