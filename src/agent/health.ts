import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Version } from '../domain/release.js';
import { formatDuration } from '../domain/durations.js';
import { versionProblem } from './problem.js';
import type { ServiceProcess } from './service-process.js';

/** Returns when the process answers 2xx; throws a VersionProblem as soon as it is clear that it will not. */
export async function untilHealthy(
  process: ServiceProcess,
  version: Version,
  said: () => string[],
  stop: AbortSignal,
): Promise<void> {
  const { path, interval, timeout } = version.health;
  const begun = performance.now();
  let end: string | undefined;
  const ended = process.exited.then((how) => (end = how));
  for (;;) {
    const answer = await Promise.race([probe(process.port, path, Math.max(interval, 1_000)), ended]);
    stop.throwIfAborted();
    if (end !== undefined) throw exitedEarly(version, end, performance.now() - begun, said());
    if (answer === 'healthy') return;
    if (performance.now() - begun > timeout) {
      const message = `GET ${path} did not answer 2xx within ${formatDuration(timeout)} (last: ${answer})`;
      throw versionProblem('never-healthy', message, said());
    }
    await Promise.race([sleep(interval, undefined, { signal: stop }), ended]);
  }
}

function exitedEarly(version: Version, end: string, afterMs: number, output: string[]) {
  const atOnce = afterMs < 1_000;
  const when = atOnce ? 'at once' : `after ${Math.round(afterMs / 1_000)} s, before it was healthy`;
  return versionProblem(atOnce ? 'start-failed' : 'crashed', `\`${version.start}\` ${end} ${when}`, output);
}

/** One request to a health path. A connection of its own: a kept one would hold up a service that shuts down. */
function probe(port: number, path: string, timeout: number): Promise<string> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false, timeout }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 300 ? 'healthy' : `status ${status}`);
    });
    request.once('timeout', () => request.destroy(new Error(`no answer in ${formatDuration(timeout)}`)));
    request.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
