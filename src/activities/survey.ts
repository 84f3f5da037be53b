import type { CommitRef, Merge } from '../domain/change.js';
import { defaultQueuePolicy, type QueuePolicy } from '../domain/plan.js';
import type { Survey } from '../domain/queue/survey.js';
import type { Ancestry } from '../source-hosts/source-host.js';
import { isCalled } from './failures.js';
import type { Ports } from './ports.js';
import { broughtBy, isNamed, repairedBy } from './range.js';
import { settingsAt } from './settings-at.js';

/** What a service asks before it starts anything. */
export interface SurveyOrder {
  readonly service: string;
  readonly waiting: readonly Merge[];
  /** The commit last rolled out; that of a running deployment, where it may be superseded. */
  readonly current?: string;
  readonly quarantined: readonly string[];
  /** How many more wait than are known by name: the head of their branch is asked for then. */
  readonly unnamed: number;
}

/**
 * Asks the repository about all that waits, with one fetch at most. Fails, to be tried again, where it does not answer.
 * The same in whatever order the merges arrived: every list is sorted.
 */
export async function survey(ports: Ports, order: SurveyOrder): Promise<Survey> {
  const repositories = [...new Set(order.waiting.map(({ repository }) => repository))].sort();
  const parts = [];
  for (const repository of repositories) parts.push(await surveyOne(ports, order, repository));
  const head = parts.length === 1 ? parts[0]?.head : undefined;
  const newest = parts.flatMap((part) => part.newest)[0];
  return {
    contains: Object.assign({}, ...parts.map((part) => part.contains)) as Survey['contains'],
    contained: parts.flatMap((part) => part.contained),
    diverged: parts.flatMap((part) => part.diverged),
    unknown: parts.flatMap((part) => part.unknown),
    quarantined: Object.assign({}, ...parts.map((part) => part.quarantined)) as Survey['quarantined'],
    ...(head && { head }),
    policy: await policyOf(ports, order.service, newest),
  };
}

/** Merges from before a service's repository was moved are told apart: no history joins them with others. */
async function surveyOne(ports: Ports, order: SurveyOrder, repository: string) {
  const named = order.waiting.filter((merge) => merge.repository === repository);
  const head = order.unnamed > 0 ? await headOf(ports, repository, named) : undefined;
  const waiting = [...new Set([...named, ...(head ? [head] : [])].map(({ commit }) => commit))].sort();
  const { current, quarantined } = order;
  const asked = [...waiting, ...quarantined, ...(current === undefined ? [] : [current])];
  const { contains } = await ports.sourceHost.ancestry(repository, [...new Set(asked)]);
  const known = waiting.filter((commit) => contains[commit]);
  const contained = known.filter((commit) => current !== undefined && holds(contains, current, commit));
  const fresh = known.filter((commit) => !contained.includes(commit));
  const ahead = fresh.filter((commit) => current === undefined || holds(contains, commit, current));
  const tops = known.filter((commit) => !known.some((other) => isNewer(contains, other, commit)));
  const repairs: string[] = [];
  for (const commit of tops) repairs.push(...(await namedBy(ports, order, { repository, commit })));
  const bad: [string, readonly string[]][] = [];
  for (const commit of known)
    bad.push([commit, await brings(ports, order, { repository, commit }, contains, repairs)]);
  return {
    contains: Object.fromEntries(
      ahead.map((commit) => [commit, known.filter((other) => isNewer(contains, commit, other))]),
    ),
    contained,
    diverged: fresh.filter((commit) => !ahead.includes(commit)),
    unknown: waiting.filter((commit) => !contains[commit]),
    quarantined: Object.fromEntries(bad),
    newest: ahead
      .filter((commit) => !ahead.some((other) => isNewer(contains, other, commit)))
      .map((commit) => ({ repository, commit })),
    head: head && contains[head.commit] ? head : undefined,
  };
}

type Contains = Ancestry['contains'];

const holds = (contains: Contains, whole: string, part: string) => contains[whole]?.includes(part) ?? false;

/** Two names of the same commit contain each other: the longer one stands for both. */
const isNewer = (contains: Contains, one: string, other: string) =>
  one !== other && holds(contains, one, other) && (!holds(contains, other, one) || one > other);

/** The quarantined commits that a commit would bring to where `current` runs, and neither takes back nor repairs. */
async function brings(
  ports: Ports,
  { current, quarantined }: SurveyOrder,
  at: CommitRef,
  contains: Contains,
  named: readonly string[],
): Promise<readonly string[]> {
  const runs = (one: string) => current !== undefined && holds(contains, current, one);
  const inside = [...quarantined].sort().filter((one) => holds(contains, at.commit, one) && !runs(one));
  if (!inside.some((one) => isNamed(named, one))) return inside;
  const repaired = repairedBy(await historyOf(ports, current, at));
  return inside.filter((one) => !isNamed(repaired, one));
}

/** What any commit of a history takes back or repairs, though it be for a while: of most histories that is nothing. */
async function namedBy(ports: Ports, { current, quarantined }: SurveyOrder, at: CommitRef) {
  if (quarantined.length === 0) return [];
  return (await historyOf(ports, current, at)).flatMap(({ reverts, fixes }) => [...reverts, ...fixes]);
}

async function historyOf(ports: Ports, current: string | undefined, at: CommitRef) {
  const from = current === undefined ? undefined : { repository: at.repository, commit: current };
  return (await broughtBy(ports, from, at, [])).history;
}

/** The newest commit of the one branch that the merges name, as a merge like them. */
async function headOf(
  ports: Ports,
  repository: string,
  waiting: readonly Merge[],
): Promise<Merge | undefined> {
  const [branch, ...others] = new Set(waiting.flatMap((merge) => merge.branch ?? []));
  if (branch === undefined || others.length > 0) return undefined;
  const head = (await ports.sourceHost.heads(repository)).find((one) => one.branch === branch);
  const receivedAt = waiting.at(-1)?.receivedAt ?? new Date().toISOString();
  return head && { repository, commit: head.commit, subject: '', branch, receivedAt };
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
