import { condition } from '@temporalio/workflow';
import type { Saying } from '../domain/announcements/advised.js';
import type { By } from '../domain/announcements/announcement.js';
import { waitingFrom, type Waiting } from '../domain/waiting.js';
import type { View } from './view.js';

/** A person's `hold`. How long it lasts, and where to say so, is known once there is a plan. */
export class Hold {
  private on: { readonly by: By; readonly since: number } | undefined;
  private unsaid: (() => Saying | undefined)[] = [];

  constructor(private readonly view: View) {}

  get isOn(): boolean {
    return this.on !== undefined;
  }

  get waiting(): Waiting | undefined {
    const { planned } = this.view;
    return this.on && planned && waitingFrom(this.on.since, planned.policy.holdFor);
  }

  begin(by: By): void {
    this.on = { by, since: Date.now() };
    this.show();
    this.say(() => {
      const until = this.view.now.hold?.until;
      const isWritten = this.view.now.phase !== 'preparing';
      return until === undefined
        ? undefined
        : { kind: 'held', before: isWritten ? 'deciding' : 'writing', until, ...by, ...this.expires };
    });
  }

  end(): void {
    this.on = undefined;
    if (this.view.now.hold) this.view.show({ hold: undefined });
  }

  /** Says something in the thread of the service, as soon as it is known where that is. */
  say(saying: () => Saying | undefined): void {
    this.unsaid.push(saying);
    if (this.view.planned) this.planned();
  }

  /** There is a plan now. */
  planned(): void {
    this.show();
    for (const saying of this.unsaid.splice(0)) {
      const said = saying();
      if (said) this.view.tell(said);
    }
  }

  /** Waits before the first write for as long as it is held. Returns whether somebody let it go on in time. */
  async release(): Promise<boolean> {
    while (this.on && this.waiting) {
      const { on, waiting } = this;
      const done = () => this.on !== on;
      const summary = 'for a person to resume, promote or abort';
      if (await condition(done, inMs(waiting.remindAt), { summary })) continue;
      this.view.tell({ kind: 'soon-over', until: iso(waiting.until), ...this.expires });
      if (!(await condition(done, inMs(waiting.until), { summary }))) return false;
    }
    return true;
  }

  /** What happens where nobody decides. */
  private get expires() {
    const { now, planned } = this.view;
    if (now.phase === 'preparing') return { then: 'end' } as const;
    return { then: planned?.rollback === 'never' ? 'ask-again' : 'roll-back' } as const;
  }

  private show(): void {
    if (!this.on) return;
    const { waiting } = this;
    this.view.show({ hold: { ...this.on.by, ...(waiting && { until: iso(waiting.until) }) } });
  }
}

const iso = (ms: number) => new Date(ms).toISOString();
const inMs = (at: number) => Math.max(1, at - Date.now());
