import { CancellationScope, condition, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { By } from '../domain/announcements/announcement.js';
import type { ControlAnswer } from '../domain/deployment.js';
import { readControlInput, type ControlInput } from './control-input.js';
import type { View } from './view.js';

/** The controls of a deployment; signal and update of the same name. */
export const controlNames = ['abort', 'promote', 'resume'] as const;
export type ControlName = (typeof controlNames)[number];

/** A person's answer to a deployment that asks. */
export interface PersonsAnswer extends By {
  readonly control: 'promote' | 'resume';
}

/**
 * A deployment's controls. Handlers are synchronous: they set state, and the story acts on it. Cancellation of the
 * workflow, the signal and the update `abort` all end in {@link Controls.requestAbort}.
 */
export class Controls {
  private aborted: By | undefined;
  private answered: PersonsAnswer | undefined;
  private forward: CancellationScope | undefined;

  constructor(private readonly view: View) {
    for (const name of controlNames) {
      const take = (...args: unknown[]) => this.take(name, readControlInput(args));
      setHandler(defineSignal<unknown[]>(name), (...args) => void take(...args), {
        description: descriptions[name],
      });
      setHandler(defineUpdate<ControlAnswer, unknown[]>(name), take, { description: descriptions[name] });
    }
    CancellationScope.current().cancelRequested.catch(() =>
      this.requestAbort({ reason: 'the workflow was cancelled' }),
    );
  }

  /** Who asked for an abort and why: the first who did. */
  get abort(): By | undefined {
    return this.aborted;
  }

  /** Runs the one part of the story that an abort cancels, at once. */
  untilAborted<T>(story: () => Promise<T>): Promise<T> {
    this.forward = new CancellationScope();
    if (this.aborted) this.forward.cancel();
    return this.forward.run(story);
  }

  /** Waits for a person to promote or resume; undefined when nobody did in time. */
  async answer(withinMs: number): Promise<PersonsAnswer | undefined> {
    this.answered = undefined;
    await condition(() => this.answered !== undefined, withinMs, {
      summary: 'for a person to promote or abort',
    });
    return this.answered;
  }

  private take(name: ControlName, { deploymentId, ...by }: ControlInput): ControlAnswer {
    const { id, phase } = this.view.now;
    if (deploymentId !== undefined && deploymentId !== id) {
      return { accepted: false, phase, next: `this is deployment ${id}, not ${deploymentId}` };
    }
    return name === 'abort' ? this.requestAbort(by) : this.requestAnswer(name, by);
  }

  private requestAbort(by: By): ControlAnswer {
    const { phase } = this.view.now;
    if (phase === 'done' || phase === 'verifying')
      return { accepted: false, phase, next: 'too late, use rollback' };
    if (phase === 'rolling-back') return { accepted: true, phase, next: 'it is being rolled back already' };
    if (!this.aborted) {
      this.aborted = by;
      this.view.show({ abort: by });
      this.forward?.cancel();
    }
    return {
      accepted: true,
      phase,
      next: phase === 'preparing' ? 'nothing was changed yet' : 'rolling back everywhere',
    };
  }

  private requestAnswer(control: PersonsAnswer['control'], by: By): ControlAnswer {
    const { phase } = this.view.now;
    if (phase !== 'held') return { accepted: false, phase, next: 'nothing is held: it goes on by itself' };
    this.answered = { control, ...by };
    return {
      accepted: true,
      phase,
      next: control === 'promote' ? 'rolling out' : 'one more window of analysis',
    };
  }
}

const descriptions = {
  abort:
    'Stop, and put the version before back at every site. Input, all optional: {by, reason, deploymentId}',
  promote: 'While held: roll out now. Input, all optional: {by, reason, deploymentId}',
  resume: 'While held: look for one more window. Input, all optional: {by, reason, deploymentId}',
} as const;
