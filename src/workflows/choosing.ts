import { condition } from '@temporalio/workflow';
import { choose, due, type Choice } from '../domain/queue/choice.js';
import { dropped, merged, without, withoutAsking } from '../domain/queue/merges.js';
import type { Survey } from '../domain/queue/survey.js';
import { current, type Asking, type Queue } from '../domain/queue.js';
import type { Merge } from '../domain/change.js';
import { survey } from './activities.js';
import { failureOf, isActivityFailure } from './failures.js';
import type { ServiceMemory } from './service-memory.js';

const retryEvery = 30_000;

/**
 * Asks git and the settings about the merges that wait, once, and chooses. Without an answer nothing is guessed: it is said,
 * and asked again for as long as `on` says so. Undefined: nothing is to be started now.
 */
export async function chooseMerge(
  memory: ServiceMemory,
  on: () => boolean,
): Promise<Extract<Choice, { kind: 'start' }> | undefined> {
  let told = false;
  while (on() && due(memory.queue, Date.now()) === 'merge') {
    try {
      const seen = await survey(questionOf(memory.queue, current(memory.queue)));
      const choice = choose(settle(memory, seen), seen);
      if (choice.kind === 'ask') ask(memory, choice.asking);
      // A person may have said `hold` or `freeze` while git was asked.
      return choice.kind === 'start' && due(memory.queue, Date.now()) === 'merge' ? choice : undefined;
    } catch (error) {
      if (!isActivityFailure(error)) throw error;
      const { reason } = failureOf(error);
      const { service, waiting } = memory.queue;
      if (!told) memory.tell({ kind: 'cannot-choose', service, waiting: waiting.length, reason });
      told = true;
    }
    const waited = memory.queue.waiting;
    await condition(() => !on() || memory.queue.waiting !== waited, retryEvery, {
      summary: 'until git is asked again',
    });
  }
  return undefined;
}

/** The merge that is to take the place of the running deployment, where there is one that contains it. */
export async function chooseSuccessor({ queue }: ServiceMemory): Promise<Merge | undefined> {
  const { running, asking: _, ...rest } = queue;
  try {
    const seen = await survey(questionOf(queue, running?.merge.commit));
    const choice = choose(rest, seen);
    return choice.kind === 'start' ? choice.next : undefined;
  } catch (error) {
    if (!isActivityFailure(error)) throw error;
    return undefined; // it waits for its turn, like any other
  }
}

function questionOf({ service, waiting, unnamed, quarantined = [] }: Queue, since: string | undefined) {
  const commits = quarantined.map((q) => q.commit);
  return { service, waiting, unnamed, quarantined: commits, ...(since && { current: since }) };
}

/** Drops what needs no deployment or can have none, and says so; takes in the branch's newest where names were lost. */
function settle(memory: ServiceMemory, { contained, unknown, head, policy }: Survey): Queue {
  const { service } = memory.queue;
  const wished = (merge: Merge) => merge.again === true || merge.adopt === true || merge.promoted === true;
  for (const change of memory.queue.waiting.filter((m) => contained.includes(m.commit) && !wished(m))) {
    memory.tell({
      kind: 'already-contained',
      service,
      change: { ...change, reviewers: [] },
      in: current(memory.queue) ?? '',
    });
    memory.queue = dropped(memory.queue, [change]);
  }
  for (const { commit } of memory.queue.waiting.filter((m) => unknown.includes(m.commit))) {
    memory.tell({ kind: 'unknown-commit', service, commit });
    memory.queue = without(memory.queue, [{ commit }]);
  }
  if (head) memory.queue = { ...merged(memory.queue, head), unnamed: 0 };
  memory.queue = { ...memory.queue, policy };
  return memory.queue;
}

/** Says once what a person has to decide. */
function ask(memory: ServiceMemory, asking: Asking): void {
  const queue = withoutAsking(memory.queue);
  memory.queue = { ...queue, asking };
  const { service, waiting } = queue;
  const change = waiting.find((merge) => merge.commit === asking.commits[0]);
  if (asking.why === 'quarantine' && change)
    memory.tell({
      kind: 'asks-quarantine',
      service,
      change,
      quarantined: inQuarantine(queue, asking.quarantined),
    });
  else memory.tell({ kind: 'asks-diverged', service, commits: asking.commits });
}

/** Quarantined commits with why they are there. */
export const inQuarantine = ({ quarantined = [] }: Queue, commits: readonly string[] = []) =>
  quarantined.filter((q) => commits.includes(q.commit)).map(({ commit, why }) => ({ commit, why }));
