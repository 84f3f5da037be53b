import { setTimeout as sleep } from 'node:timers/promises';
import { ending, inShort, startIn } from './narration.js';
import {
  readMessages,
  readSite,
  readVersions,
  type Judged,
  type SeenRun,
  type TemporalReader,
} from './reader/index.js';
import type { Stage } from './stage/stage.js';
import type { Story } from './stories.js';
import { clock, type Terminal } from './terminal.js';

/** What a story is played with. */
export interface Playing {
  readonly stage: Stage;
  readonly temporal: TemporalReader;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
  /** `1/3` */
  readonly number: string;
  readonly onCanary?: () => Promise<void>;
}

/** A story that was played; `timedOut` when its deployment did not end in time. */
export interface Played extends Judged {
  readonly timedOut: boolean;
}

const pollMs = 250;
const withinMs = 150_000;
const awayAfterMs = 15_000;
const lastWordsMs = 5_000;
const service = 'cart';

/** Merges a story's change and tells what is seen of it until its deployment has ended. */
export async function play(story: Story, playing: Playing): Promise<Played> {
  const { stage, temporal, terminal } = playing;
  const before = await readVersions(stage.sites, service);
  const said = (await readMessages(stage.slackUrl)).length;
  const commit = await stage.shop.merge(story);
  const teller = new Teller(story, playing, Date.now());
  const run = await untilEnded(commit, said, teller, playing);
  const facts = run && (await temporal.facts(service, run.runId));
  const messages = await lastWords(stage.slackUrl, said);
  await teller.hear(messages);
  const after = await readVersions(stage.sites, service);
  if (facts) terminal.piece(`${teller.since()} ${ending(facts.outcome, after)}`);
  return {
    ...story,
    service,
    commit,
    before,
    after,
    messages,
    web: stage.web,
    timedOut: run?.closed !== true,
    ...(facts && { facts }),
    ...(run && { status: run.status }),
    ...(run?.outcomeAttribute && { outcomeAttribute: run.outcomeAttribute }),
  };
}

async function untilEnded(
  commit: string,
  said: number,
  teller: Teller,
  { stage, temporal, stop }: Playing,
): Promise<SeenRun | undefined> {
  let run: SeenRun | undefined;
  const look = async () => {
    await teller.hear((await readMessages(stage.slackUrl)).slice(said));
    await teller.lookForCanaries(commit);
    run = await temporal.find(service, commit);
  };
  for (const deadline = Date.now() + withinMs; !run?.closed && Date.now() < deadline;) {
    // Somebody may kill what is asked here: it comes back.
    await look().catch(() => undefined);
    await sleep(pollMs, undefined, { signal: stop });
  }
  return run;
}

/** What a deployment could not say before its end, its service says soon after. */
async function lastWords(slackUrl: string, said: number) {
  for (const deadline = Date.now() + lastWordsMs; ; await sleep(pollMs)) {
    const messages = (await readMessages(slackUrl)).slice(said);
    if (messages.some(({ text }) => /^Rolled (out|back) /.test(text)) || Date.now() > deadline)
      return messages;
  }
}

/** Tells a story in the terminal. */
class Teller {
  private heard = 0;
  private headed = false;
  private canariesAt: number | undefined;

  constructor(
    private readonly story: Story,
    private readonly playing: Playing,
    private readonly mergedAt: number,
  ) {}

  since(at = Date.now()): string {
    return clock(at - this.mergedAt);
  }

  async hear(messages: Awaited<ReturnType<typeof readMessages>>): Promise<void> {
    for (const message of messages.slice(this.heard)) {
      const at = Date.parse(message.at);
      const start = startIn(message);
      if (start) {
        await this.sawCanaries(at);
        this.takeMetricsAway();
        this.head(`${start.id}, ${this.story.is}`, `analysing until ${start.until}`);
        this.tell(`${this.since(this.canariesAt)} canary at ${this.playing.stage.sites.length} sites`);
      } else if (!/^(Rolled (out|back) |Why:)/.test(message.text))
        this.tell(`${this.since(at)} ${inShort(message)}`);
    }
    this.heard = messages.length;
  }

  async lookForCanaries(commit: string): Promise<void> {
    if (this.canariesAt !== undefined) return;
    const states = await Promise.allSettled(this.playing.stage.sites.map((at) => readSite(at, service)));
    const up = states.every((state) => state.status === 'fulfilled' && state.value.canary === commit);
    if (up) await this.sawCanaries(Date.now());
  }

  private async sawCanaries(at: number): Promise<void> {
    if (this.canariesAt !== undefined) return;
    this.canariesAt = at;
    await this.playing.onCanary?.();
  }

  /** In the middle of the analysis. */
  private takeMetricsAway(): void {
    const { metricsAwayMs } = this.story;
    if (metricsAwayMs === undefined) return;
    setTimeout(() => {
      this.playing.stage.metrics.away(metricsAwayMs);
      this.tell(`${this.since()} no metrics for ${metricsAwayMs / 1000} s`);
    }, awayAfterMs).unref();
  }

  private tell(text: string): void {
    if (!this.headed) this.head(this.story.is, '');
    this.playing.terminal.piece(text);
  }

  private head(what: string, until: string): void {
    if (this.headed) return;
    this.headed = true;
    const title = `${this.playing.number} "${this.story.name}" ${what}`;
    this.playing.terminal.line(`${title.padEnd(75)} ${until}`.trimEnd());
  }
}
