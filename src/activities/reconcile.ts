import type { Registration } from '../config/settings.js';
import type { Merge } from '../domain/change.js';
import { hasHeardOf, latest, wasDeployed } from '../domain/patrol.js';
import { touches } from '../domain/touches.js';
import { noLongerThan } from '../net/deadline.js';
import type { Configuration, Ports } from './ports.js';

/** What a service was told of its branch. */
export interface Missed {
  readonly service: string;
  readonly commit: string;
  /** The branch was rewritten: announced, not deployed. */
  readonly forced?: boolean;
}

export interface Reconciled {
  readonly missed: readonly Missed[];
  /** Services of which nothing could be found out, and why. */
  readonly problems: readonly string[];
}

type Needed = Pick<Ports, 'sourceHost' | 'services'> & {
  readonly configuration: Pick<Configuration, 'registrations'>;
};

/** Of all services of a repository together. Longer than most fetches take; the next patrol is a minute away. */
const perRepositoryMs = 25_000;

/**
 * Tells services of the heads of their branches that nobody told them of. `before`: rewritten branches that were told of
 * already, for services do not remember those. One repository that cannot be asked hinders no other.
 */
export async function reconcile(
  ports: Needed,
  before: readonly Missed[],
  stop: AbortSignal,
): Promise<Reconciled> {
  const found = await Promise.all(
    byRepository(ports.configuration.registrations).map(async ([repository, registrations]) => {
      try {
        return await noLongerThan(perRepositoryMs, stop, () => ask(ports, repository, registrations, before));
      } catch (error) {
        stop.throwIfAborted();
        return [`${registrations.map(({ service }) => service).join(', ')}: ${reason(error)}`];
      }
    }),
  );
  return {
    missed: found.flat().filter((each) => typeof each !== 'string'),
    problems: found.flat().filter((each) => typeof each === 'string'),
  };
}

function byRepository(registrations: readonly Registration[]) {
  const repositories = new Map<string, Registration[]>();
  for (const each of registrations)
    repositories.set(each.repository, [...(repositories.get(each.repository) ?? []), each]);
  return [...repositories];
}

async function ask(
  ports: Needed,
  repository: string,
  registrations: readonly Registration[],
  before: readonly Missed[],
): Promise<(Missed | string)[]> {
  const heads = await ports.sourceHost.heads(repository);
  const asked = registrations.map(async (registration) => {
    const head = heads.find(({ branch }) => branch === registration.branch);
    try {
      return head ? ((await tell(ports, registration, head.commit, before)) ?? []) : [];
    } catch (error) {
      return `${registration.service}: ${reason(error)}`;
    }
  });
  return (await Promise.all(asked)).flat();
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Tells a service of its branch's head, where that is news. Returns what is so. */
async function tell(
  ports: Needed,
  registration: Registration,
  commit: string,
  before: readonly Missed[],
): Promise<Missed | undefined> {
  const { service, branch } = registration;
  const queue = await ports.services.queue(service);
  if (!queue || !wasDeployed(queue) || hasHeardOf(queue, commit)) return undefined;
  const how = await newness(ports, registration, commit, latest(queue));
  if (how === 'none') return undefined;
  const missed: Missed = { service, commit, ...(how === 'rewritten' && { forced: true }) };
  const told = before.some((each) => each.forced && each.service === service && each.commit === commit);
  if (missed.forced && told) return missed;
  const merge = await mergeOf(ports, registration, commit);
  await ports.services.merged(service, missed.forced ? { ...merge, forced: true, branch } : merge);
  return missed;
}

/** How a head stands to what its service knows: ahead of it in files of the service, not at all, or on another history. */
async function newness(
  { sourceHost }: Needed,
  { repository, paths }: Registration,
  commit: string,
  known: readonly string[],
): Promise<'merge' | 'none' | 'rewritten'> {
  const head = { repository, commit };
  for (const other of known.map((each) => ({ repository, commit: each }))) {
    const relation = await sourceHost.relation(head, other);
    if (relation === 'same' || relation === 'behind') return 'none';
    if (relation !== 'ahead') continue;
    const files = paths.length > 0 ? await sourceHost.changed(other, head) : undefined;
    return touches(paths, files) ? 'merge' : 'none';
  }
  return 'rewritten';
}

async function mergeOf({ sourceHost }: Needed, { repository }: Registration, commit: string): Promise<Merge> {
  const { subject, author } = await sourceHost.change({ repository, commit });
  return { repository, commit, subject, ...(author && { author }), receivedAt: new Date().toISOString() };
}
