import { advised, type Saying } from '../domain/announcements/advised.js';
import { figureLine } from '../domain/announcements/figures.js';
import { write } from '../domain/announcements/parts.js';
import { render } from '../domain/announcements/words.js';
import type { StreamEvidence } from '../domain/judge/evidence.js';
import type { Recording, Replayed, ReplaySettings } from '../domain/judge/recording.js';
import { plain } from '../domain/showing.js';

const iso = (ms: number) => new Date(ms).toISOString();

/** A line for each look, and below it what was said then. */
export function storyOf(
  { deployment: { service } }: Recording,
  { policy }: ReplaySettings,
  looks: readonly Replayed[],
): string[] {
  return looks.flatMap((look) => [
    `${look.at.slice(11, 19)}  ${after(look).padStart(8)}  ${evidence(look.streams)}`,
    ...sayings(look, policy).flatMap((saying) =>
      render({ ...saying, service }, plain)
        .split('\n')
        .map((line) => `${' '.repeat(20)}${line}`),
    ),
  ]);
}

/** In the order in which the thread has it: notices, the advice, and why. */
function sayings(
  { notices, advice, clock, at, state }: Replayed,
  policy: ReplaySettings['policy'],
): Saying[] {
  const due = {
    until: iso(state.standing.extended ? clock.latest : clock.deadline),
    latest: iso(clock.latest),
    answer: iso(Date.parse(at) + policy.holdFor),
  };
  const said = advised(advice, due);
  return [
    ...notices.filter(({ kind }) => kind !== 'explained'),
    ...(said ? [said] : []),
    ...notices.filter(({ kind }) => kind === 'explained'),
  ];
}

/** How the replay ended, in a few words. */
export function verdictOf(looks: readonly Replayed[]): string {
  const last = looks.at(-1);
  if (!last) return 'nothing to judge';
  const { advice } = last;
  const when = after(last);
  if (advice.kind === 'roll-out') return `roll out, ${advice.proven ? 'proven' : 'unproven'}, at ${when}`;
  if (advice.kind === 'roll-back') return `roll back (${advice.because}) at ${when}`;
  if (advice.kind === 'ask') return `ask a person at ${when}: ${advice.why}`;
  return `no verdict: the recording ends at ${when}, before the deadline of these settings`;
}

const after = ({ elapsed }: Replayed) => `+${Math.round(elapsed / 1_000)} s`;

const most = 4;

/** Few streams with their figures; many as counts, with the bad ones by name. */
function evidence(streams: readonly StreamEvidence[]): string {
  if (streams.length <= most) return streams.map(figure).join('; ');
  const kinds = ['bad', 'good', 'thin', 'no-data', 'provider-error'] as const;
  const counts = kinds.flatMap((kind) => {
    const count = streams.filter((s) => s.evidence === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  return [counts.join(', '), ...streams.filter((s) => s.evidence === 'bad').map(figure)].join('; ');
}

const figure = (stream: StreamEvidence) =>
  `${write([figureLine(stream.figure)], plain)} (${stream.evidence})`;
