import { say, write } from '../domain/announcements/parts.js';
import { short } from '../domain/ids.js';
import type { Ended, Queue } from '../domain/queue.js';
import { plain } from '../domain/showing.js';
import type { CommandContext } from './context.js';
import { queuesOf } from './services.js';

/** A deployment that ended, of one service among others. */
export interface Past extends Ended {
  readonly service: string;
}

/** Shows how the last deployments ended, as far as their services remember, the newest first. */
export async function history(context: CommandContext, service: string | undefined): Promise<void> {
  const queues = await queuesOf(context, service);
  const past = newestFirst(queues);
  context.print(past.map(pastLine).join('\n') || 'Nothing was deployed yet.', past);
}

/** Those of which no time is known stay next to what ended before them at the same service. */
export function newestFirst(services: readonly Pick<Queue, 'service' | 'ended'>[]): readonly Past[] {
  const dated = services.flatMap(({ service, ended }) => {
    let at = '';
    return ended.map((one) => ({ at: (at = one.at ?? at), past: { service, ...one } })).reverse();
  });
  return dated.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)).map(({ past }) => past);
}

/** `2026-11-23 13:10:05 UTC  cart 9b1f2a  rolled-out   all checks are green (deployment 5d0c1e)` */
export function pastLine({ service, id, commit, outcome, why, at }: Past): string {
  const when = at === undefined ? 'at a time unknown' : `${at.slice(0, 19).replace('T', ' ')} UTC`;
  const because = why === undefined ? [] : say`${why} `;
  const line = say`${[when.padEnd(23)]}  ${service} ${short(commit)}  ${[outcome.padEnd(15)]}  ${because}(deployment ${id})`;
  return write([line], plain);
}
