import { short } from '../domain/ids.js';
import type { ServiceStatus } from './status-text.js';

/** What a person may type next, where a service waits for one. */
export function nextCommands({ service, deployment, queue }: ServiceStatus): readonly string[] {
  const on = (control: string, more = '') => `merganser ${control} ${service}${more}`;
  const { held, frozen, asking } = queue ?? {};
  return [
    ...(deployment && !deployment.outcome && (deployment.phase === 'held' || deployment.hold)
      ? [on('promote'), on('resume'), on('abort')]
      : []),
    ...(deployment?.needsOperator ? [on('resume'), on('leave')] : []),
    ...(held ? [on('resume')] : []),
    ...(frozen ? [on('unfreeze')] : []),
    ...(asking?.commits ?? []).map((commit) => on('promote', ` --commit ${short(commit)}`)),
    ...(asking?.why === 'quarantine'
      ? asking.commits.map((commit) => on('abort', ` --commit ${short(commit)}`))
      : []),
  ].filter((command, i, all) => all.indexOf(command) === i);
}
