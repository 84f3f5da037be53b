import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from './context.js';
import { servicesNamed } from './services.js';
import { statusText, type ServiceStatus } from './status-text.js';
import { statusData, statusOfAll } from './status.js';
import { untilSignal } from './until-signal.js';

const everyMs = 1_000;

/** Shows how services stand until Ctrl-C. What cannot be asked for a while is said, and asked again. */
export async function watchStatus(context: CommandContext, service: string | undefined): Promise<void> {
  const services = await servicesNamed(context, service);
  const medium = context.options.json ? 'json' : process.stdout.isTTY ? 'screen' : 'lines';
  const stop = new AbortController();
  const stopped = untilSignal().then(() => stop.abort());
  await context.withTemporal(async (client) => {
    const write = writer(medium);
    while (!stop.signal.aborted) {
      const all = await Promise.race([statusOfAll(client, services), stopped]);
      if (all) process.stdout.write(write(all, Date.now()));
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  });
}

/** What to print of each look: a screen is drawn again; elsewhere only what has changed is told. */
export function writer(
  medium: 'json' | 'screen' | 'lines',
): (all: readonly ServiceStatus[], now: number) => string {
  if (medium === 'screen') return (all, now) => screen(all.map((one) => statusText(one, now)));
  const before = new Map<string, string>();
  /** Those of the texts that differ from the ones before. */
  const changed = (key: string, text: string) => {
    const differs = before.get(key) !== text;
    before.set(key, text);
    return differs;
  };
  if (medium === 'json') {
    return (all) => {
      const line = `${JSON.stringify(all.map(statusData))}\n`;
      return changed('all', line) ? line : '';
    };
  }
  return (all, now) =>
    all
      .filter((one) => changed(one.service, statusText(one)))
      .map((one) => `${statusText(one, now)}\n`)
      .join('');
}

/** Draws over what was there, line by line, which flickers less than to clear it first. */
function screen(texts: readonly string[]): string {
  const lines = texts.join('\n').split('\n');
  return `\x1b[H${lines.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J`;
}
