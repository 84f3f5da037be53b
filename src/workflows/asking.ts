import { condition } from '@temporalio/workflow';
import type { Figure } from '../domain/announcements/announcement.js';
import type { Plan } from '../domain/plan.js';
import { waitingFrom } from '../domain/waiting.js';
import type { Verdict } from './analysis.js';
import type { Controls } from './controls.js';
import type { Patience } from './looks.js';
import type { View } from './view.js';

const unanswered = 'nobody decided in time';

/**
 * Waits for a person during an analysis: one who was asked, or who said `hold`. Where nobody decides in time it is
 * rolled back, or asked again where the commit says `Rollback: never`.
 */
export class Asking {
  private asked: Patience | undefined;
  private reminded = 0;
  private kept = false;

  constructor(
    private readonly plan: Plan,
    private readonly controls: Controls,
    private readonly view: View,
  ) {}

  /** A person was asked. */
  get isOn(): boolean {
    return this.asked !== undefined;
  }

  /** Until when a person is waited for, asked or not. */
  get waiting(): Patience | undefined {
    return this.asked ?? this.controls.hold.waiting;
  }

  begin(why: string): void {
    if (this.never) return this.keep(why);
    this.view.phase('held', this.from());
    this.view.tell({ kind: 'asking', why, until: this.until });
  }

  end(): void {
    this.asked = undefined;
    if (this.view.now.needsOperator) this.view.show({ needsOperator: false });
  }

  /** Asks, once, where a rollback is due that the commit forbids. Returns whether it does. */
  instead(why: string, problems: readonly Figure[]): boolean {
    if (!this.never) return false;
    if (!this.kept) this.keep(why, problems);
    return true;
  }

  /** Reminds people, and ends it when time is over. */
  timeRunsOut(): Verdict | undefined {
    const { waiting } = this;
    if (!waiting) return undefined;
    const then = this.never ? 'ask-again' : 'roll-back';
    if (Date.now() >= waiting.until) return this.expired();
    if (Date.now() >= waiting.remindAt && this.reminded !== waiting.until) {
      this.reminded = waiting.until;
      this.view.tell({ kind: 'soon-over', until: iso(waiting.until), then });
    }
    return undefined;
  }

  /** Deployments that began before a held one was looked at only wait. */
  async withoutLooks(): Promise<Verdict | undefined> {
    if (this.controls.all) return undefined;
    const { holdFor } = this.plan.policy;
    const summary = 'for a person to promote or abort';
    if (!(await condition(() => this.controls.hasAnswer, holdFor, { summary }))) return this.expired();
    return undefined;
  }

  private expired(): Verdict | undefined {
    if (this.never) {
      this.keep(unanswered, [], true);
      return undefined;
    }
    this.view.tell({ kind: 'nobody-answered' });
    return { kind: 'roll-back', why: unanswered };
  }

  private keep(why: string, problems: readonly Figure[] = [], again = false): void {
    this.kept = !again;
    this.view.phase('held', this.from(again));
    this.view.show({ needsOperator: true });
    this.view.tell({ kind: 'kept', why, problems, output: [], until: this.until });
  }

  private from(again = false): string {
    this.controls.hold.end();
    const waiting = waitingFrom(Date.now(), this.plan.policy.holdFor);
    this.asked = { ...waiting, ...(again && { again }) };
    return this.until;
  }

  private get until(): string {
    return iso(this.asked?.until ?? Date.now());
  }

  private get never(): boolean {
    return this.plan.rollback === 'never';
  }
}

const iso = (ms: number) => new Date(ms).toISOString();
