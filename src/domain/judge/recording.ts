import type { Plan } from '../plan.js';
import { restartClock, startClock, type Clock } from './clock.js';
import { judge, type Judgement, type JudgeState } from './judge.js';
import type { SiteReading } from './reading.js';
import type { JudgeSettings } from './settings.js';

/** What of a plan the judge goes by, and how long a person is waited for. */
export type ReplaySettings = Pick<JudgeSettings, 'analysis' | 'checks' | 'judge'> & Pick<Plan, 'policy'>;

/** A deployment as it was when its analysis began. Times: ISO 8601. */
export interface RecordedDeployment {
  readonly id: string;
  readonly service: string;
  readonly commit?: string;
  readonly startedAt: string;
  /** `compared`: a stable version ran there. */
  readonly sites: readonly { readonly site: string; readonly compared: boolean }[];
  readonly plan: ReplaySettings;
}

/** What was read at one look, all sites since the look before it. */
export interface RecordedPoll {
  readonly at: string;
  /** Polls that this look stands for; absent: one. */
  readonly polls?: number;
  /** When a person had resumed the analysis before this look. */
  readonly resumedAt?: string;
  readonly sites: readonly SiteReading[];
}

export interface Recording {
  readonly deployment: RecordedDeployment;
  readonly polls: readonly RecordedPoll[];
  /** What came of it, where it is known. */
  readonly outcome?: { readonly kind: string; readonly why: string };
}

/** What the judge said at one look. `elapsed`: ms since the analysis began. */
export interface Replayed extends Judgement {
  readonly at: string;
  readonly elapsed: number;
}

const ends = ({ advice: { kind } }: Judgement) => kind === 'roll-back' || kind === 'roll-out';

/** Judges a recording look by look, as it was judged or by other settings, until a verdict or until it ends. */
export function replay({ deployment, polls }: Recording, settings: ReplaySettings): Replayed[] {
  const startedAt = Date.parse(deployment.startedAt);
  let clock: Clock = startClock(startedAt, settings.analysis);
  let state: JudgeState | undefined;
  const replayed: Replayed[] = [];
  for (const { at, polls: intervalsPerPoll = 1, resumedAt, sites } of polls) {
    const last = replayed.at(-1);
    if (last && (ends(last) || (last.advice.kind === 'ask' && !resumedAt))) break;
    if (resumedAt) clock = restartClock(clock, Date.parse(resumedAt), settings.analysis.duration);
    const now = Date.parse(at);
    const full: JudgeSettings = { ...settings, sites: deployment.sites, intervalsPerPoll };
    const judgement = judge(full, state, clock, { at: now, sites });
    [clock, state] = [judgement.clock, judgement.state];
    replayed.push({ ...judgement, at, elapsed: now - startedAt });
  }
  return replayed;
}
