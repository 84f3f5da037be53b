import { writeFileSync } from 'node:fs';
import { expectations } from './expectations.js';
import { play, type Played } from './play.js';
import { problemsOf, reportOf, TemporalReader, type Report } from './reader/index.js';
import { askJson } from './reader/ask.js';
import type { Sabotage } from './sabotage/index.js';
import type { Stage } from './stage/stage.js';
import { stories } from './stories.js';
import type { Terminal } from './terminal.js';
import type { Counts } from './traffic/tally.js';

/** How the show went. */
export interface Shown {
  readonly good: boolean;
  /** `3 of 3 as expected; 0 of 41,206 requests lost by Merganser.` */
  readonly sentence: string;
  readonly report: Report;
}

/** Plays all stories, one after the other, and judges each by what was seen of it from outside. */
export async function show(
  stage: Stage,
  terminal: Terminal,
  sabotage: Sabotage | undefined,
  stop: AbortSignal,
): Promise<Shown> {
  const temporal = await TemporalReader.connect(stage.temporalAddress);
  const played: Played[] = [];
  let good = 0;
  for (const [i, story] of stories.entries()) {
    const onCanary =
      i === 0 ? () => sabotage?.atFirstCanary?.(stage.processes) ?? Promise.resolve() : undefined;
    const number = `${i + 1}/${stories.length}`;
    const one = await play(story, { stage, temporal, terminal, stop, number, ...(onCanary && { onCanary }) });
    played.push(one);
    if (judged(one, i, terminal)) good += 1;
    if (one.timedOut) {
      terminal.line(
        `    It has not ended in time. The stories after it would wait for it, so they are not played.`,
      );
      break;
    }
  }
  await temporal.close();
  const { sent, lostByMerganser, reasons } = await askJson<Counts>(stage.trafficUrl);
  for (const [reason, count] of Object.entries(reasons)) terminal.line(`    lost: ${count} x ${reason}`);
  const figures = `${lostByMerganser.toLocaleString('en')} of ${sent.toLocaleString('en')}`;
  return {
    good: good === stories.length && lostByMerganser === 0,
    sentence: `${good} of ${stories.length} as expected; ${figures} requests lost by Merganser.`,
    report: { stories: played.map(reportOf), requests: { sent, lostByMerganser } },
  };
}

function judged(story: Played, i: number, terminal: Terminal): boolean {
  const expected = expectations[i];
  if (!expected) throw new Error(`expectations.ts says nothing of story ${i + 1}`);
  const problems = problemsOf(story, expected);
  terminal.mark(problems.length === 0 ? 'as expected' : 'NOT AS EXPECTED', problems.length === 0);
  for (const problem of problems) terminal.line(`    ${terminal.styled('✗', 'red')} ${problem}`);
  return problems.length === 0;
}

export function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
