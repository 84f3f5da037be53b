import type { Client } from '@temporalio/client';
import { short } from '../domain/ids.js';
import type { Queue } from '../domain/queue.js';
import { queueOf } from '../temporal/status.js';
import { CommandFailed, exitCodes } from './context.js';

/** The whole name of a commit of which a person wrote the beginning: one that waits, is quarantined or is asked about. */
export async function commitNamed(client: Client, service: string, beginning: string): Promise<string> {
  const whole = beginning.length === 40;
  if (whole) return beginning;
  const queue = await queueOf(client, service);
  if (!queue) return beginning;
  const known = commitsIn(queue);
  const [found, ...others] = known.filter((commit) => commit.startsWith(beginning));
  if (found !== undefined && others.length === 0) return found;
  const problem = found === undefined ? 'No' : 'More than one';
  const list = known.map((commit) => (found === undefined ? short(commit) : commit)).join(', ') || 'none';
  throw new CommandFailed(
    `${problem} commit of ${service} that waits or is quarantined begins with ${beginning}. There are: ${list}.`,
    found === undefined ? exitCodes.nothing : exitCodes.usage,
  );
}

function commitsIn({ waiting, quarantined = [], asking }: Queue): readonly string[] {
  const named = [...waiting, ...quarantined].map(({ commit }) => commit);
  return [...new Set([...named, ...(asking?.commits ?? [])])];
}
