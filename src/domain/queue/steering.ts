import type { Announcement } from '../announcements/announcement.js';
import type { Control, ControlInput } from '../controls.js';
import { short } from '../ids.js';
import { current, type Queue } from '../queue.js';
import { isFrozen } from './choice.js';
import { dropped, waitingFor, withoutAsking } from './merges.js';

/** What a control does to a service. */
export interface Steered {
  readonly queue: Queue;
  readonly accepted: boolean;
  /** What happens next, or what to do instead. */
  readonly next: string;
  readonly say?: Announcement;
  /** The running deployment decides. */
  readonly forward?: true;
}

/** Where the table of controls says that the running deployment is meant; without one, its service is. */
export function steer(queue: Queue, control: Control, input: ControlInput, now: number): Steered {
  const { running } = queue;
  const { deploymentId } = input;
  if (deploymentId !== undefined && deploymentId !== running?.id) {
    const runs = running ? `deployment ${running.id} runs` : 'nothing runs';
    return refused(queue, `${runs}, not ${deploymentId}`);
  }
  if (input.garbled && control !== 'abort' && control !== 'hold')
    return refused(queue, 'the input could not be read: send JSON such as {"by": "ann", "reason": "why"}');
  switch (control) {
    case 'freeze':
      return freeze(queue, input, now);
    case 'unfreeze':
      return unfreeze(queue, input);
    case 'lift':
      return lift(queue, input);
    case 'rollback':
      return goBack(queue, input);
    default:
      if (!meantForRunning(queue, input)) return waiting[control](queue, input);
      return control === 'resume' && queue.held && deploymentId === undefined
        ? both(waiting.resume(queue, input), forwarded(queue))
        : forwarded(queue);
  }
}

/** A commit that waits is meant for itself, whatever runs. */
function meantForRunning(queue: Queue, { commit }: ControlInput): boolean {
  const { running } = queue;
  return running !== undefined && (commit === undefined || running.merge.commit.startsWith(commit));
}

const forwarded = (queue: Queue): Steered => ({
  queue,
  accepted: true,
  next: `passed on to deployment ${queue.running?.id}`,
  forward: true,
});

/** The service is held, and its deployment may be: a person who resumes means whatever is. */
const both = (own: Steered, forward: Steered): Steered => ({
  ...own,
  forward: true,
  next: `${own.next}; ${forward.next}`,
});

const refused = (queue: Queue, next: string): Steered => ({ queue, accepted: false, next });

/** The table's row `waiting`: nothing of this runs yet. */
const waiting = {
  abort(queue, { commit, ...by }) {
    const merge = commit === undefined ? undefined : waitingFor(queue, commit);
    if (!merge) return refused(queue, nothingRuns(queue, commit));
    return {
      queue: withoutAsking(dropped(queue, [merge])),
      accepted: true,
      next: `${short(merge.commit)} is dropped`,
      say: { kind: 'dropped', service: queue.service, change: merge, ...named(by) },
    };
  },
  hold(queue, by) {
    if (queue.held) return { queue, accepted: true, next: 'it is held already' };
    return {
      queue: { ...queue, held: named(by) },
      accepted: true,
      next: 'nothing is started before somebody resumes',
      say: { kind: 'service-held', service: queue.service, ...named(by) },
    };
  },
  resume(queue, by) {
    if (!queue.held)
      return refused(queue, queue.frozen ? 'nothing is held; it is frozen: unfreeze' : 'nothing is held');
    const { held: _, ...rest } = queue;
    const next = queue.frozen ? 'merges wait until the freeze ends' : 'merges are deployed again';
    return {
      queue: rest,
      accepted: true,
      next,
      say: { kind: 'service-resumed', service: queue.service, ...named(by) },
    };
  },
  promote(queue, { commit = onlyOne(queue), ...by }) {
    const merge = commit === undefined ? undefined : waitingFor(queue, commit);
    if (!merge) return refused(queue, nothingRuns(queue, commit));
    const promoted = queue.waiting.map((m) => (m === merge ? { ...m, promoted: true } : m));
    return {
      queue: withoutAsking({ ...queue, waiting: promoted }),
      accepted: true,
      next: `${short(merge.commit)} is next, and is analysed`,
      say: { kind: 'waiting-promoted', service: queue.service, change: merge, ...named(by) },
    };
  },
  leave: (queue) => refused(queue, 'nothing runs: there is nothing to leave'),
} satisfies Record<string, (queue: Queue, input: ControlInput) => Steered>;

/** The commit that is meant where none is named. */
function onlyOne({ asking, waiting }: Queue): string | undefined {
  const commits = asking?.commits ?? waiting.map((merge) => merge.commit);
  return commits.length === 1 ? commits[0] : undefined;
}

function nothingRuns({ waiting }: Queue, commit: string | undefined): string {
  const names = waiting.map((merge) => short(merge.commit)).join(', ');
  if (waiting.length === 0) return 'nothing runs, and nothing waits';
  return commit === undefined
    ? `nothing runs; name a commit that waits: ${names}`
    : `no merge ${commit} waits; there are: ${names}`;
}

function freeze(queue: Queue, { until, ...by }: ControlInput, now: number): Steered {
  const ends = until === undefined ? undefined : Date.parse(until);
  if (ends !== undefined && !(ends > now))
    return refused(
      queue,
      `${until} is no time to come: give one such as ${new Date(now + 7_200_000).toISOString()}`,
    );
  const frozen = { ...named(by), ...(ends !== undefined && { until: new Date(ends).toISOString() }) };
  if (queue.frozen && queue.frozen.until === frozen.until && isFrozen(queue, now))
    return { queue, accepted: true, next: 'it is frozen already' };
  const next = `merges wait${frozen.until ? ` until ${frozen.until}` : ''}; what runs goes on`;
  return {
    queue: { ...queue, frozen },
    accepted: true,
    next,
    say: { kind: 'frozen', service: queue.service, ...frozen },
  };
}

function unfreeze(queue: Queue, by: ControlInput): Steered {
  if (!queue.frozen) return refused(queue, 'it is not frozen');
  const { frozen: _, ...rest } = queue;
  const next = queue.held ? 'it is still held: resume' : 'merges are deployed again';
  return {
    queue: rest,
    accepted: true,
    next,
    say: { kind: 'unfrozen', service: queue.service, ...named(by) },
  };
}

function lift(queue: Queue, { commit, ...by }: ControlInput): Steered {
  const all = queue.quarantined ?? [];
  const lifted = all.filter(
    (q) => commit === undefined || (commit.length >= 4 && q.commit.startsWith(commit)),
  );
  if (lifted.length === 0) {
    const names = all.map((q) => short(q.commit)).join(', ');
    return refused(
      queue,
      names ? `${commit} is not in quarantine; there are: ${names}` : 'nothing is in quarantine',
    );
  }
  const commits = lifted.map((q) => q.commit);
  return {
    queue: withoutAsking({ ...queue, quarantined: all.filter((q) => !lifted.includes(q)) }),
    accepted: true,
    next: `${commits.map(short).join(', ')} may be deployed again, as part of a later merge or by: deploy`,
    say: { kind: 'lifted', service: queue.service, commits, ...named(by) },
  };
}

/** Back to what was rolled out before what runs now. A deployment that runs is aborted instead: it knows the way back. */
function goBack(queue: Queue, by: ControlInput): Steered {
  const { running, ended, service, repository, back } = queue;
  if (back) return { queue, accepted: true, next: `${short(back.commit)} is rolled out again already` };
  if (running) return refused(queue, `deployment ${running.id} runs: abort it`);
  const now = current(queue);
  const before = ended.findLast((e) => e.outcome === 'rolled-out' && e.commit !== now);
  if (!now || !before || !repository)
    return refused(queue, 'no version before this one is known: deploy a commit');
  return {
    queue: { ...queue, back: { commit: before.commit, ...named(by) } },
    accepted: true,
    next: `${short(before.commit)} is rolled out again, without analysis`,
    say: { kind: 'going-back', service, to: before.commit, ...named(by) },
  };
}

const named = ({ by, reason }: ControlInput) => ({
  ...(by !== undefined && { by }),
  ...(reason !== undefined && { reason }),
});
