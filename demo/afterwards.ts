import { setTimeout as sleep } from 'node:timers/promises';
import { short } from '../scripts/setup/cache.js';
import { inShort } from './narration.js';
import { readMessages } from './reader/index.js';
import type { Stage } from './stage/stage.js';
import type { Terminal } from './terminal.js';

/** What a person may do while everything stays up. All of it works as written, from the repository's folder. */
export function sayWhatToDo(
  { shop, processes, temporalAddress, slackUrl, temporalUrl }: Stage,
  logs: string,
  terminal: Terminal,
): void {
  const there = temporalAddress === '127.0.0.1:7233' ? '' : ` --address ${temporalAddress}`;
  terminal.line(`  Merge:  cd ${short(shop.folder)}, edit server.js, git commit -am "Mine"`);
  terminal.line(`  Abort:  npx merganser abort cart${there}`);
  terminal.line(
    `  Break:  kill -9 ${processes.pidOf('worker')} (the worker; another starts and the deployment goes on)`,
  );
  terminal.line(
    `  Look:   ${slackUrl} for what is said, ${temporalUrl} for how it goes, ${short(logs)} for logs`,
  );
}

const everyMs = 500;

/** Tells what is said in Slack from now on, until `stop`. */
export async function follow({ slackUrl }: Stage, terminal: Terminal, stop: AbortSignal): Promise<void> {
  for (let heard: number | undefined; ; await sleep(everyMs, undefined, { signal: stop })) {
    const messages = await readMessages(slackUrl).catch(() => []);
    heard ??= messages.length;
    for (const message of messages.slice(heard))
      terminal.line(`  ${message.at.slice(11, 19)} UTC  ${inShort(message)}`);
    heard = Math.max(heard, messages.length);
  }
}
