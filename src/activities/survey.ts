import type { CommitRef, Merge } from '../domain/change.js';
import { defaultQueuePolicy, type QueuePolicy } from '../domain/plan.js';
import type { Ancestry } from '../source-hosts/source-host.js';
import { isCalled } from './failures.js';
import type { Ports } from './ports.js';
import { broughtBy, isNamed, repairedBy, saysNever } from './range.js';
import { settingsAt } from './settings-at.js';

/** What a service asks before it starts anything. */
export interface SurveyOrder {
  readonly service: string;
  readonly waiting: readonly Merge[];
  /** The commit last rolled out. */
  readonly current?: string;
  readonly quarantined: readonly string[];
  /** How many more wait than are known by name: the head of their branch is asked for then. */
  readonly unnamed: number;
}

/** A commit that could be deployed next. */
export interface Candidate extends CommitRef {
  /** The other waiting commits that it contains. */
  readonly behind: readonly string[];
  /** Quarantined commits that it contains and takes back or repairs; or that were rolled out since, by a person's word. */
  readonly cleared: readonly string[];
  /** The other quarantined commits that it contains, itself among them. */
  readonly stillQuarantined: readonly string[];
  /** A commit that it brings says `Rollback: never`. */
  readonly rollbackNever: boolean;
}

/**
 * Facts of the repository about what waits; whoever asked decides. The same in whatever order the merges arrived: every
 * list is sorted.
 */
export interface Survey {
  /** Waiting commits that no other one contains. Of several nobody can say which is the newest: their history diverged. */
  readonly newest: readonly Candidate[];
  /** Waiting commits that `current` contains; never one that a person asked for. */
  readonly contained: readonly string[];
  /** Waiting commits that their repository does not have. */
  readonly unknown: readonly string[];
  /** The head of their branch, where more wait than are known by name and the merges name one branch. */
  readonly headOfBranch?: Candidate;
  readonly policy: QueuePolicy;
}

/** Asks the repository about all that waits, with one fetch at most. Fails, to be tried again, where it does not answer. */
export async function survey(ports: Ports, order: SurveyOrder): Promise<Survey> {
  const repositories = [...new Set(order.waiting.map(({ repository }) => repository))].sort();
  const parts = [];
  for (const repository of repositories) parts.push(await surveyOne(ports, order, repository));
  const newest = parts.flatMap((part) => part.newest);
  const head = parts.length === 1 ? parts[0]?.head : undefined;
  return {
    newest,
    contained: parts.flatMap((part) => part.contained),
    unknown: parts.flatMap((part) => part.unknown),
    ...(head && { headOfBranch: head }),
    policy: await policyOf(ports, order.service, newest[0]),
  };
}

/** Merges from before a service's repository was moved are told apart: no history joins them with others. */
async function surveyOne(ports: Ports, order: SurveyOrder, repository: string) {
  const waiting = order.waiting
    .filter((merge) => merge.repository === repository)
    .sort((a, b) => (a.commit < b.commit ? -1 : 1));
  const commits = waiting.map(({ commit }) => commit);
  const head = order.unnamed > 0 ? await headOf(ports, repository, waiting) : undefined;
  const asked = [...commits, ...order.quarantined, ...[order.current, head].filter((c) => c !== undefined)];
  const { contains } = await ports.sourceHost.ancestry(repository, [...new Set(asked)]);
  const isContained = ({ commit, again, adopt }: Merge) =>
    !again && !adopt && order.current !== undefined && holds(contains, order.current, commit);
  const known = waiting.filter(({ commit }) => contains[commit]);
  const fresh = known.filter((merge) => !isContained(merge)).map(({ commit }) => commit);
  const describe = (commit: string) => candidate(ports, order, { repository, commit }, fresh, contains);
  const newest = [];
  for (const commit of fresh.filter((one) => !fresh.some((other) => isNewer(contains, other, one))))
    newest.push(await describe(commit));
  return {
    newest,
    contained: known.filter(isContained).map(({ commit }) => commit),
    unknown: commits.filter((commit) => !contains[commit]),
    head:
      head && (newest.find(({ commit }) => commit === head) ?? (contains[head] && (await describe(head)))),
  };
}

type Contains = Ancestry['contains'];

const holds = (contains: Contains, whole: string, part: string) => contains[whole]?.includes(part) ?? false;

/** Two names of the same commit contain each other: the longer one stands for both. */
const isNewer = (contains: Contains, one: string, other: string) =>
  one !== other && holds(contains, one, other) && (!holds(contains, other, one) || one > other);

async function candidate(
  ports: Ports,
  { current, quarantined }: SurveyOrder,
  at: CommitRef,
  fresh: readonly string[],
  contains: Contains,
): Promise<Candidate> {
  const { repository, commit } = at;
  const behind = fresh.filter((other) => other !== commit && holds(contains, commit, other));
  const from = current === undefined ? undefined : { repository, commit: current };
  const { history, carried } = await broughtBy(ports, from, at, behind);
  const repaired = repairedBy(history);
  const inside = [...quarantined].sort().filter((one) => holds(contains, commit, one));
  const isCleared = (one: string) => isNamed(repaired, one) || (from && holds(contains, from.commit, one));
  return {
    ...at,
    behind,
    cleared: inside.filter(isCleared),
    stillQuarantined: inside.filter((one) => !isCleared(one)),
    rollbackNever: saysNever(carried),
  };
}

async function headOf(ports: Ports, repository: string, waiting: readonly Merge[]) {
  const branches = new Set(waiting.map(({ branch }) => branch).filter((branch) => branch !== undefined));
  if (branches.size !== 1) return undefined;
  const heads = await ports.sourceHost.heads(repository);
  return heads.find(({ branch }) => branches.has(branch))?.commit;
}

/** Settings that cannot be read are the deployment's to complain of. */
async function policyOf(ports: Ports, service: string, newest: CommitRef | undefined): Promise<QueuePolicy> {
  const { configuration } = ports;
  const elsewhere = configuration.hasOwnHome(service);
  if (elsewhere && !newest) return defaultQueuePolicy;
  try {
    const settings =
      elsewhere && newest ? await settingsAt(ports, service, newest) : configuration.resolve(service);
    const { merges, quarantine } = settings.policy;
    return { merges, quarantine };
  } catch (error) {
    if (!isCalled(error, 'ConfigError')) throw error;
    return defaultQueuePolicy;
  }
}
