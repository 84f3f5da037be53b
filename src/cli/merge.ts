import { join } from 'node:path';
import type { Merge } from '../domain/change.js';
import type { Registration } from '../config/settings.js';
import { sourceHosts } from '../source-hosts/registry.js';
import { temporalSubmit } from '../temporal/submit.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';

/** Asks for a commit of a service to be deployed, the way a webhook does. Without a commit: the branch's newest. */
export async function requestMerge(
  context: CommandContext,
  service: string,
  commit: string | undefined,
  wish: Pick<Merge, 'again' | 'adopt'>,
): Promise<void> {
  const { registrations } = await context.platform();
  const registration = registrations.find((r) => r.service === service);
  if (!registration) throw unknownService(service, registrations);
  const cacheDir = join(context.environment.cacheDir, 'repositories');
  const host = sourceHosts.git.create({ cacheDir });
  const { repository, branch } = registration;
  const wanted = commit ?? (await host.heads(repository)).find((head) => head.branch === branch)?.commit;
  if (!wanted)
    throw new CommandFailed(`${repository} has no branch ${branch}: name a commit, or configure the branch.`);
  const change = await host.change({ repository, commit: wanted });
  const merge: Merge = {
    repository,
    commit: change.commit,
    subject: [...change.subject].slice(0, 200).join(''),
    ...(change.author && { author: change.author }),
    receivedAt: new Date().toISOString(),
    ...wish,
  };
  await context.withTemporal((client) => temporalSubmit(client)(service, merge));
  const verb = wish.adopt ? 'adopted' : 'deployed';
  context.print(
    `${service} ${merge.commit.slice(0, 6)} "${merge.subject}" will be ${verb}. See: merganser status ${service}`,
    { service, commit: merge.commit, accepted: true },
  );
}

/** Says which services there are. */
export function unknownService(service: string, registrations: readonly Registration[]): CommandFailed {
  const known = registrations.map((r) => r.service).join(', ') || 'none';
  return new CommandFailed(`There is no service ${service}. Configured are: ${known}.`, exitCodes.usage);
}
