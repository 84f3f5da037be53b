import test from 'ava';
import fc from 'fast-check';
import type { Merge } from '../../../src/domain/change.js';
import type { OutcomeKind } from '../../../src/domain/deployment.js';
import { choose, due } from '../../../src/domain/queue/choice.js';
import { merged, without } from '../../../src/domain/queue/merges.js';
import { finished } from '../../../src/domain/queue/outcomes.js';
import { started } from '../../../src/domain/queue/start.js';
import { steer } from '../../../src/domain/queue/steering.js';
import { current, emptyQueue, type Queue } from '../../../src/domain/queue.js';
import { contents, merge, surveyOf, type History } from '../../helpers/commit-history.js';

type Step =
  | { readonly do: 'merge'; readonly n: number }
  | { readonly do: 'end'; readonly outcome: OutcomeKind }
  | {
      readonly do: 'steer';
      readonly control: 'freeze' | 'unfreeze' | 'hold' | 'resume' | 'lift' | 'rollback';
    }
  | { readonly do: 'name'; readonly control: 'promote' | 'abort'; readonly n: number }
  | { readonly do: 'restart' };

const policies = fc.record({
  merges: fc.constantFrom('coalesce', 'queue', 'supersede'),
  quarantine: fc.constantFrom('hold', 'deploy-with-warning'),
} as const);

const outcomes = fc.constantFrom<OutcomeKind>('rolled-out', 'rolled-out', 'rolled-back', 'aborted', 'failed');

const controls = fc.constantFrom('freeze', 'unfreeze', 'hold', 'resume', 'lift', 'rollback');
const named = fc.constantFrom('promote', 'abort');

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(79).map((n): Step => ({ do: 'merge', n })) },
    { weight: 3, arbitrary: outcomes.map((outcome): Step => ({ do: 'end', outcome })) },
    { weight: 1, arbitrary: controls.map((control): Step => ({ do: 'steer', control })) },
    {
      weight: 1,
      arbitrary: fc.tuple(named, fc.nat(79)).map(([control, n]): Step => ({ do: 'name', control, n })),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ do: 'restart' }) },
  ),
  { maxLength: 250, size: 'max' },
);

const name = (n: number) => `commit-${String(n).padStart(2, '0')}`;

/** A branch with a side branch here and there, each merged back one commit later. */
const histories = fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }).map((sides): History => {
  const history = new Map<string, string[]>([[name(0), []]]);
  for (let n = 1; n < 80; n += 1) {
    const aside = n > 2 && sides[n] && !sides[n - 1];
    history.set(
      name(n),
      aside ? [name(n - 2)] : [name(n - 1), ...(sides[n - 1] && n > 2 ? [name(n - 2)] : [])],
    );
  }
  return history;
});

test('whatever comes: one runs, nothing older replaces newer, nothing is lost, all is bounded, and it ends at the newest', (t) => {
  fc.assert(
    fc.property(histories, policies, steps, (history, policy, all) => {
      const sim = new Simulation(history, policy);
      for (const step of all) sim.take(step);
      sim.rest();
      return true;
    }),
    { numRuns: 150 },
  );
  t.pass();
});

/** The service's loop without Temporal: the same decisions, by the same functions. */
class Simulation {
  private queue: Queue = emptyQueue('cart');
  private readonly arrived = new Set<string>();
  /** What was started, was part of what was started, was contained already, or was dropped by a person. */
  private readonly dealtWith = new Set<string>();

  constructor(
    private readonly history: History,
    private readonly policy: Parameters<typeof surveyOf>[2],
  ) {}

  take(step: Step): void {
    if (step.do === 'merge') {
      this.arrived.add(name(step.n));
      this.queue = merged(this.queue, merge(name(step.n)));
    } else if (step.do === 'end') this.end(step.outcome);
    else if (step.do === 'steer') this.queue = steer(this.queue, step.control, {}, 0).queue;
    else if (step.do === 'name') this.name(step.control, name(step.n));
    else this.queue = JSON.parse(JSON.stringify(this.queue)) as Queue;
    this.startWhatIsDue();
    this.check();
  }

  /** Everything ends well, and people let it go on: now nothing may be left but what somebody is asked about. */
  rest(): void {
    for (const control of ['unfreeze', 'resume'] as const)
      this.queue = steer(this.queue, control, {}, 0).queue;
    this.startWhatIsDue();
    while (this.queue.running) {
      this.end('rolled-out');
      this.startWhatIsDue();
    }
    const { waiting, asking } = this.queue;
    if (waiting.length > 0 && !asking)
      throw new Error('it rests, and merges wait that nobody is asked about');
    if (waiting.length === 0 && asking) throw new Error('somebody is asked about nothing');
  }

  private end(outcome: OutcomeKind): void {
    const { running } = this.queue;
    if (!running) return;
    this.queue = finished(this.queue, { id: running.id, commit: running.merge.commit, outcome, sites: [] });
  }

  /** A person's word on a commit; what is meant for the running deployment is not the queue's. */
  private name(control: 'promote' | 'abort', commit: string): void {
    const { queue, accepted, forward } = steer(this.queue, control, { commit }, 0);
    this.queue = queue;
    if (control === 'abort' && accepted && !forward) this.dealtWith.add(commit);
  }

  private startWhatIsDue(): void {
    this.supersede();
    for (let what = due(this.queue, 0); what; what = due(this.queue, 0)) {
      if (what === 'back') {
        this.goBack();
        continue;
      }
      const choice = this.choose();
      if (choice.kind === 'nothing') return;
      if (choice.kind === 'ask') this.queue = { ...this.queue, asking: choice.asking };
      else this.start(choice.next, started(this.queue, choice.next, choice.also));
    }
  }

  private choose() {
    const survey = surveyOf(this.history, this.queue, this.policy);
    const contained = this.queue.waiting.filter((m) => survey.contained.includes(m.commit) && !m.promoted);
    for (const { commit } of contained) this.dealtWith.add(commit);
    this.queue = without(this.queue, contained);
    return choose(this.queue, survey);
  }

  /** What runs is given up for what contains it, twice in a row at most. */
  private supersede(): void {
    const { running, held, frozen, superseded = 0 } = this.queue;
    if (this.policy.merges !== 'supersede' || !running || held || frozen || superseded >= 2) return;
    const asIfDone = { ...this.queue, current: running.merge.commit };
    const survey = surveyOf(this.history, asIfDone, this.policy);
    const successor = choose(asIfDone, survey);
    if (successor.kind === 'start') this.end('superseded');
  }

  private goBack(): void {
    const { back, ...rest } = this.queue;
    if (!back) return;
    this.queue = started(rest, merge(back.commit, { again: true, back }), []).queue;
  }

  private start(next: Merge, { queue, order }: ReturnType<typeof started>): void {
    const now = current(this.queue);
    if (this.queue.running) throw new Error('two run at once');
    // What a person promotes is deployed, whatever it replaces.
    if (now !== undefined && !next.promoted && !contents(this.history, next.commit).has(now))
      throw new Error(`${next.commit} replaces ${now}`);
    for (const { commit: carried } of order.also)
      if (!contents(this.history, next.commit).has(carried))
        throw new Error(`${next.commit} does not contain ${carried}`);
    for (const one of [order.merge, ...order.also]) this.dealtWith.add(one.commit);
    this.queue = queue;
  }

  private check(): void {
    const { waiting, ended, attempts, quarantined = [], unnamed } = this.queue;
    const sizes = [waiting.length, ended.length, quarantined.length, attempts.length / 2];
    if (sizes.some((size) => size > 50)) throw new Error(`not bounded: ${sizes.join()}`);
    const now = current(this.queue);
    const covered = now === undefined ? new Set<string>() : contents(this.history, now);
    const lost = [...this.arrived].filter(
      (commit) =>
        !this.dealtWith.has(commit) && !covered.has(commit) && !waiting.some((m) => m.commit === commit),
    );
    if (lost.length > unnamed) throw new Error(`lost: ${lost.join()}`);
  }
}
