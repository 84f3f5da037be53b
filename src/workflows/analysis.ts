import { sleep } from '@temporalio/workflow';
import { advised } from '../domain/announcements/advised.js';
import { driftOf } from '../domain/drift.js';
import type { By } from '../domain/announcements/announcement.js';
import { restartClock, startClock, type Clock } from '../domain/judge/clock.js';
import type { LookResult, LookState } from '../activities/look.js';
import { generation, type Undo } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import { look } from './activities.js';
import type { Controls } from './controls.js';
import type { View } from './view.js';

/** What an analysis ends in. */
export type Verdict =
  | { readonly kind: 'roll-out'; readonly proven: boolean; readonly forced: boolean; readonly why: string }
  | { readonly kind: 'roll-back'; readonly why: string };

/** Sleeps and looks until the deadline or a person decides, and says what it sees. */
export async function analyse(plan: Plan, undo: Undo, controls: Controls, view: View): Promise<Verdict> {
  let clock = startClock(Date.now(), plan.analysis);
  let state: LookState | undefined;
  view.phase('analyzing', iso(clock.deadline));
  const drift = driftOf(undo.sites, plan.current);
  view.tell({
    kind: 'starting',
    id: plan.id,
    change: plan.change,
    also: plan.also,
    until: iso(clock.deadline),
    ...(drift.length > 0 && { drift }),
    firstAt: undo.sites.filter((site) => !site.stable).map((site) => site.at.site),
  });
  for (let due = clock.startedAt, n = 1; ; n += 1) {
    due = Math.max(Date.now(), due + clock.interval);
    await sleep(due - Date.now(), { summary: `until look ${n}` });
    const seen = await lookOnce(plan, undo, clock, state, n);
    [clock, state] = [seen.clock, seen.state];
    sayWhatWasSeen(seen, view);
    const end = await act(seen, plan, controls, view);
    if (end?.kind === 'resume') {
      clock = restartClock(clock, Date.now(), plan.analysis.duration);
      view.phase('analyzing', iso(clock.deadline));
      view.tell({ ...end.by, kind: 'resumed', until: iso(clock.deadline) });
    } else if (end) return end;
  }
}

const iso = (ms: number) => new Date(ms).toISOString();

const historyBudget = 3_000_000;

/** One poll, or several where one look for each would make the history larger than 3 MB. */
function pollsPerLook(plan: Plan, state: LookState | undefined): number {
  const { maxDuration, interval } = plan.analysis;
  const bytes = (maxDuration / interval) * (2 * JSON.stringify(state ?? {}).length + 3_000);
  return Math.max(1, Math.min(Math.ceil(bytes / historyBudget), Math.floor(60_000 / interval)));
}

function lookOnce(
  plan: Plan,
  undo: Undo,
  clock: Clock,
  state: LookState | undefined,
  n: number,
): Promise<LookResult> {
  const polls = pollsPerLook(plan, state);
  const { service, version, checks, policy, metrics, analysis, judge } = plan;
  return look(
    polls * clock.interval,
    `look ${n} at ${undo.sites.length} sites`,
  )({
    plan: { service, version, checks, policy, metrics, analysis, judge },
    deployment: plan.id,
    sites: undo.sites,
    clock,
    polls,
    lease: { owner: undo.owner, generation: generation(undo.base, 'canary'), weight: plan.weight },
    ...(state && { state }),
  });
}

function sayWhatWasSeen({ clock, missed, notices, streams, state }: LookResult, view: View): void {
  for (const notice of notices) if (notice.kind !== 'explained') view.tell(notice);
  if (missed > 0)
    view.tell({ kind: 'looks-missed', seconds: Math.round(missed / 1000), until: iso(clock.deadline) });
  view.show({ figures: streams.map((stream) => stream.figure), until: iso(verdictDue(clock, state)) });
}

const verdictDue = (clock: Clock, { judge }: LookState) =>
  judge.standing.extended ? clock.latest : clock.deadline;

type Resume = { readonly kind: 'resume'; readonly by: By };

/** Acts on a look's advice: says it, and returns what ends the analysis or, after a person resumed, this window of it. */
async function act(
  { advice, clock, state, notices }: LookResult,
  plan: Plan,
  controls: Controls,
  view: View,
): Promise<Verdict | Resume | undefined> {
  const answer = iso(Date.now() + plan.policy.holdFor);
  if (advice.kind === 'ask') view.phase('held', answer);
  const said = advised(advice, { until: iso(verdictDue(clock, state)), latest: iso(clock.latest), answer });
  if (said) view.tell(said);
  for (const notice of notices) if (notice.kind === 'explained') view.tell(notice);
  switch (advice.kind) {
    case 'roll-back':
      return { kind: 'roll-back', why: whyBack[advice.because] };
    case 'roll-out':
      return { kind: 'roll-out', proven: advice.proven, forced: false, why: whyOut(advice) };
    case 'ask':
      return personsAnswer(plan, controls, view);
    default:
      return undefined;
  }
}

const doubted = 'it was bad at the deadline, and the last look could not tell';

const whyBack = {
  failed: 'the checks failed too much',
  unproven: 'too little was seen',
  'no-data': 'there were no metrics',
  doubted,
};

function whyOut({ proven, because }: Extract<LookResult['advice'], { kind: 'roll-out' }>): string {
  const thin = 'nothing bad was seen, but there was too little traffic to be sure';
  return proven ? 'all checks are green' : because ? doubted : thin;
}

async function personsAnswer(plan: Plan, controls: Controls, view: View): Promise<Verdict | Resume> {
  const answer = await controls.answer(plan.policy.holdFor);
  if (!answer) {
    view.tell({ kind: 'nobody-answered' });
    return { kind: 'roll-back', why: 'nobody decided in time' };
  }
  const { control, ...by } = answer;
  if (control === 'resume') return { kind: 'resume', by };
  view.tell({ kind: 'promoted', ...by });
  return { kind: 'roll-out', proven: false, forced: true, why: `${by.by ?? 'somebody'} promoted it` };
}
