import {
  CancellationScope,
  CancelledFailure,
  defineSignal,
  defineUpdate,
  isCancellation,
  setHandler,
} from '@temporalio/workflow';
import type { By } from '../domain/announcements/announcement.js';
import { deploymentControls, type ControlInput, type DeploymentControl } from '../domain/controls.js';
import { rule, type Effect, type Standing } from '../domain/controls/table.js';
import type { ControlAnswer } from '../domain/deployment.js';
import { readControlInput } from './control-input.js';
import { descriptions } from './control-words.js';
import { Hold } from './hold.js';
import { controlsInEveryPhase } from './patches.js';
import type { View } from './view.js';

/** A person's word on which the analysis acts. */
export interface PersonsAnswer extends By {
  readonly control: 'promote' | 'resume';
}

/** Who gave a deployment up, and whether for a newer merge. */
export interface Abort extends By {
  readonly superseded?: boolean;
  /** The newer one. */
  readonly commit?: string;
}

/**
 * A deployment's controls. Handlers are synchronous: they read the state table and set state, and the story acts on it.
 * Cancellation of the workflow, the signal and the update `abort` all end in the same effect.
 */
export class Controls {
  /** Deployments that began before all controls worked in every phase keep to what they began with. */
  readonly all = controlsInEveryPhase();
  readonly hold: Hold;
  /** When the verdict is due, in epoch ms. */
  deadline = Infinity;
  /** Sites that a person gave up, and who did. */
  readonly left = new Map<string, By>();
  /** How often a person asked not to wait for the next round of a rollback. */
  retries = 0;
  /** Who did what besides aborting, for the outcome. */
  readonly words: string[] = [];
  private aborted: Abort | undefined;
  private answered: PersonsAnswer | undefined;
  private skips: By | undefined;
  private forward: CancellationScope | undefined;
  private work: CancellationScope | undefined;
  private spoken = 0;

  constructor(private readonly view: View) {
    this.hold = new Hold(view);
    for (const name of deploymentControls) {
      const take = (...args: unknown[]) => this.take(name, readControlInput(args));
      const options = { description: descriptions[name] };
      setHandler(defineSignal<unknown[]>(name), (...args) => void take(...args), options);
      setHandler(defineUpdate<ControlAnswer, unknown[]>(name), take, options);
    }
    CancellationScope.current().cancelRequested.catch(() =>
      this.take('abort', { reason: 'the workflow was cancelled' }),
    );
  }

  /** Who asked for an abort and why: the first who did. */
  get abort(): Abort | undefined {
    return this.aborted;
  }

  /** Runs the one part of the story that an abort cancels, at once. */
  untilAborted<T>(story: () => Promise<T>): Promise<T> {
    this.forward = new CancellationScope();
    if (this.aborted) this.forward.cancel();
    return this.forward.run(story);
  }

  /**
   * Awaits a step of the story: an abort that came in one task with its result is obeyed before anything is done with it.
   * No wrapping for older deployments: how many microtasks a result takes decides what the outbox sends next.
   */
  unlessAborted<T>(step: Promise<T>): Promise<T> {
    return this.all ? this.checked(step) : step;
  }

  /** Does what a person's word interrupts, and returns undefined then: the word comes before what was under way. */
  untilSpoken<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.all ? this.interruptible(work) : work();
  }

  private async checked<T>(step: Promise<T>): Promise<T> {
    const result = await step;
    this.check();
    return result;
  }

  private async interruptible<T>(work: () => Promise<T>): Promise<T | undefined> {
    const before = this.spoken;
    this.work = new CancellationScope();
    try {
      const result = await this.checked(this.work.run(work));
      return this.spoken === before ? result : undefined;
    } catch (error) {
      this.check();
      if (isCancellation(error) && this.spoken !== before) return undefined;
      throw error;
    } finally {
      this.work = undefined;
    }
  }

  /** The word that was accepted and not acted upon yet. Taking it lets the next one be accepted. */
  takeAnswer(): PersonsAnswer | undefined {
    const { answered } = this;
    this.answered = undefined;
    return answered;
  }

  get hasAnswer(): boolean {
    return this.answered !== undefined;
  }

  /** Who wants it rolled out without analysis. */
  get promoted(): By | undefined {
    return this.skips;
  }

  /** What comes next is rolled out without analysis. */
  skipAnalysis(by: By): void {
    this.skips = by;
  }

  private check(): void {
    if (this.aborted) throw new CancelledFailure('it was aborted');
  }

  private take(name: DeploymentControl, input: ControlInput): ControlAnswer {
    const { id, phase } = this.view.now;
    const refuse = (next: string) => ({ accepted: false, phase, next });
    const { deploymentId, garbled } = input;
    if (deploymentId !== undefined && deploymentId !== id)
      return refuse(`this is deployment ${id}, not ${deploymentId}`);
    if (garbled && name !== 'abort' && name !== 'hold')
      return refuse('the input could not be read: send {by, reason, deploymentId}, all optional');
    if (!this.all && name !== 'abort' && phase !== 'held')
      return refuse('this deployment began under an older version of Merganser: it can be aborted');
    const { accepted, next, effect } = rule(name, this.standing, input);
    if (effect) this.effects[effect](input, name);
    return { accepted, phase, next };
  }

  private get standing(): Standing {
    const { phase, stuck = [] } = this.view.now;
    const { planned, undo } = this.view;
    return {
      phase,
      held: this.hold.isOn,
      skips: this.skips !== undefined,
      aborted: this.aborted,
      answered: this.answered,
      isDue: Date.now() >= this.deadline,
      stuck,
      neverBack: (planned ?? undo)?.rollback === 'never',
      undoes: undo !== undefined,
    };
  }

  /** Lets the analysis act now rather than after what it is doing. */
  private interrupt(): void {
    this.spoken += 1;
    this.work?.cancel();
  }

  private note(did: string, input: By): By {
    const by = byOf(input);
    this.words.push(`${by.by ?? 'somebody'} ${did}${by.reason ? `: ${by.reason}` : ''}`);
    return by;
  }

  private readonly effects: Readonly<Record<Effect, (input: ControlInput, name: DeploymentControl) => void>> =
    {
      abort: ({ by, reason, superseded, commit }) => {
        const who = byOf({ by, reason });
        this.aborted = { ...who, ...(superseded && { superseded, ...(commit && { commit }) }) };
        this.view.show({ abort: who });
        this.forward?.cancel();
      },
      hold: (input) => {
        this.skips = undefined;
        this.hold.begin(this.note('held it', input));
        this.interrupt();
      },
      release: (input) => {
        this.hold.end();
        this.hold.say(() => ({ kind: 'resumed', ...this.note('resumed it', input) }));
      },
      skip: (input) => {
        this.hold.end();
        this.skips = byOf(input);
        this.hold.say(() => ({ kind: 'promoted', unanalysed: true, ...byOf(input) }));
      },
      answer: (input, name) => {
        const control = name === 'promote' ? 'promote' : 'resume';
        const by = control === 'promote' ? byOf(input) : this.note('resumed it', input);
        this.hold.end();
        this.answered = { control, ...by };
        this.interrupt();
      },
      retry: (input) => {
        this.note('tried it again', input);
        this.retries += 1;
      },
      leave: (input) => {
        const { stuck = [], sites } = this.view.now;
        const left = input.sites ?? (stuck.length > 0 ? stuck : sites);
        const by = this.note(`left ${left.join(', ')}`, input);
        for (const site of left) this.left.set(site, by);
        this.view.tell({ kind: 'left', sites: left, ...by });
      },
    };
}

const byOf = ({ by, reason }: { by?: string | undefined; reason?: string | undefined }): By => ({
  ...(by !== undefined && { by }),
  ...(reason !== undefined && { reason }),
});
