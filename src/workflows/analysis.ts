import { isCancellation } from '@temporalio/workflow';
import { advised } from '../domain/announcements/advised.js';
import type { By, Figure } from '../domain/announcements/announcement.js';
import { driftOf } from '../domain/drift.js';
import type { LookResult } from '../activities/look.js';
import type { Undo } from '../domain/order.js';
import type { Plan } from '../domain/plan.js';
import { Asking } from './asking.js';
import type { Controls, PersonsAnswer } from './controls.js';
import { failureOf, isActivityFailure } from './failures.js';
import { Looks } from './looks.js';
import type { View } from './view.js';

/** What an analysis ends in. */
export type Verdict =
  | { readonly kind: 'roll-out'; readonly proven: boolean; readonly forced: boolean; readonly why: string }
  /** `problems`: what was bad, where anything was. */
  | { readonly kind: 'roll-back'; readonly why: string; readonly problems?: readonly Figure[] };

type Advised<Kind> = Extract<LookResult['advice'], { kind: Kind }>;

/** Sleeps and looks until the deadline or a person decides, and says what it sees. */
export async function analyse(plan: Plan, undo: Undo, controls: Controls, view: View): Promise<Verdict> {
  if (controls.promoted) return forced(controls.promoted);
  const looks = new Looks(plan, undo);
  const asking = new Asking(plan, controls, view);
  begin(plan, undo, looks, view);
  for (;;) {
    const answer = controls.takeAnswer();
    const said = answer && heed(answer, plan, asking, looks, view);
    if (said) return said;
    controls.deadline = looks.clock.deadline;
    const { waiting } = asking;
    await controls.untilSpoken(() => looks.sleep(waiting));
    if (controls.hasAnswer) continue;
    const seen = looks.isDue ? await look(looks, asking, controls) : undefined;
    if (controls.hasAnswer) continue;
    const end = asking.timeRunsOut() ?? (await act(seen, looks, asking, view));
    if (end) return end;
  }
}

/** A look that cannot be made in any time is a person's matter. */
function look(looks: Looks, asking: Asking, controls: Controls): Promise<LookResult | undefined> {
  const { waiting } = asking;
  const looking = controls.untilSpoken(() => looks.look(waiting));
  if (!controls.all) return looking;
  return looking.catch((error: unknown) => {
    if (!isActivityFailure(error) || isCancellation(error)) throw error;
    if (!waiting) asking.begin(`the checks could not be made (${failureOf(error).reason})`);
    return undefined;
  });
}

function begin(plan: Plan, undo: Undo, looks: Looks, view: View): void {
  const until = iso(looks.clock.deadline);
  view.phase('analyzing', until);
  const drift = driftOf(undo.sites, plan.current);
  view.tell({
    kind: 'starting',
    id: plan.id,
    change: plan.change,
    also: plan.also,
    until,
    ...(drift.length > 0 && { drift }),
    firstAt: undo.sites.filter((site) => !site.stable).map((site) => site.at.site),
  });
}

const iso = (ms: number) => new Date(ms).toISOString();

/** Does what a person said meanwhile. */
function heed(
  { control, ...by }: PersonsAnswer,
  plan: Plan,
  asking: Asking,
  looks: Looks,
  view: View,
): Verdict | undefined {
  if (control === 'promote') {
    view.tell({ kind: 'promoted', ...by });
    return forced(by);
  }
  const isDue = !asking.isOn && Date.now() >= looks.clock.deadline;
  if (asking.isOn) looks.restart(plan.analysis.duration);
  else looks.goOn();
  asking.end();
  const until = iso(looks.verdictDue);
  view.phase('analyzing', until);
  view.tell({ ...by, kind: 'resumed', until, ...(isDue && { isDue }) });
  return undefined;
}

/** Says what a look saw, and returns what ends the analysis, or asks a person. */
async function act(
  seen: LookResult | undefined,
  looks: Looks,
  asking: Asking,
  view: View,
): Promise<Verdict | undefined> {
  if (!seen) return undefined;
  const isWaiting = asking.waiting !== undefined;
  looks.remember(seen);
  const until = iso(looks.verdictDue);
  sayWhatWasSeen(seen, isWaiting, until, view);
  const { advice, clock } = seen;
  const explain = () => {
    for (const notice of seen.notices) if (notice.kind === 'explained') view.tell(notice);
  };
  if (advice.kind === 'ask') {
    asking.begin(advice.why);
    explain();
    return asking.withoutLooks();
  }
  if (advice.kind === 'roll-back' && asking.instead(whyBack[advice.because], advice.problems)) {
    return undefined;
  }
  const latest = iso(clock.latest);
  const waiting = isWaiting || undefined;
  const said = advised(advice, { until, latest, answer: latest, waiting });
  if (said) view.tell(said);
  explain();
  if (advice.kind === 'roll-out')
    return { kind: 'roll-out', proven: advice.proven, forced: false, why: whyOut(advice) };
  if (advice.kind !== 'roll-back') return undefined;
  const { problems } = advice;
  return { kind: 'roll-back', why: whyBack[advice.because], ...(problems.length > 0 && { problems }) };
}

function sayWhatWasSeen(
  { clock, missed, notices, streams }: LookResult,
  isWaiting: boolean,
  due: string,
  view: View,
): void {
  for (const notice of notices) if (notice.kind !== 'explained') view.tell(notice);
  if (missed > 0 && (!isWaiting || clock.deadline > Date.now()))
    view.tell({ kind: 'looks-missed', seconds: Math.round(missed / 1000), until: iso(clock.deadline) });
  view.show({ figures: streams.map((stream) => stream.figure), until: isWaiting ? view.now.until : due });
}

const doubted = 'it was bad at the deadline, and the last look could not tell';

const whyBack = {
  failed: 'the checks failed too much',
  unproven: 'too little was seen',
  'no-data': 'there were no metrics',
  doubted,
};

function whyOut({ proven, because }: Advised<'roll-out'>): string {
  const thin = 'nothing bad was seen, but there was too little traffic to be sure';
  return proven ? 'all checks are green' : because ? doubted : thin;
}

/** A person wants it rolled out. */
const forced = ({ by, reason }: By): Verdict => ({
  kind: 'roll-out',
  proven: false,
  forced: true,
  why: `${by ?? 'somebody'} promoted it${reason ? `: ${reason}` : ''}`,
});
