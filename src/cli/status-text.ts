import type { By } from '../domain/announcements/announcement.js';
import { say, write, type Line } from '../domain/announcements/parts.js';
import { runEach, time, who } from '../domain/announcements/phrases.js';
import type { DeploymentView } from '../domain/deployment.js';
import { roughly } from '../domain/durations.js';
import { short } from '../domain/ids.js';
import type { Asking, Frozen, Quarantined, Queue } from '../domain/queue.js';
import { plain, statusLine } from '../domain/showing.js';
import { nextCommands } from './next-commands.js';

/** How a service stands, as far as could be learned. */
export interface ServiceStatus {
  readonly service: string;
  /** What runs or ran last. */
  readonly deployment?: DeploymentView;
  /** Absent: never deployed. */
  readonly queue?: Queue;
  /** Why it could not be asked. */
  readonly error?: string;
}

/** A service in a few lines. `now`: ms, for the progress; without it none is told. */
export function statusText(status: ServiceStatus, now?: number): string {
  const { service, deployment, queue, error } = status;
  if (error !== undefined) return write([say`${service}: ${error}`], plain);
  const next = nextCommands(status);
  const lines = [
    deployment ? deploymentLine(deployment, now) : lastLine(service, queue),
    ...(deployment ? sitesLine(deployment) : []),
    ...(queue ? queueLines(queue) : []),
    ...(next.length > 0 ? [say`  next: ${[next.join(', or ')]}`] : []),
  ];
  return write(lines, plain);
}

function deploymentLine(view: DeploymentView, now: number | undefined): Line {
  const { id, service, commit, change } = view;
  const subject = change ? say` "${change.subject}"` : [];
  const standing = now === undefined ? statusLine(view) : phaseText(view, now);
  return [...say`${service} ${short(commit)}`, ...subject, ...say`, deployment ${id}: ${standing}`];
}

/** `analyzing, 40% of 5 minutes, verdict 12:03:10 UTC` */
function phaseText(view: DeploymentView, now: number): string {
  const { phase, since, until, outcome, hold } = view;
  if (outcome || hold || phase !== 'analyzing' || since === undefined || !until) return statusLine(view);
  const whole = Date.parse(until) - Date.parse(since);
  const share = Math.max(0, Math.min(1, (now - Date.parse(since)) / Math.max(1, whole)));
  const due = write([time(until)], plain);
  return `${phase}, ${Math.floor(share * 100)}% of ${roughly(whole)}, verdict ${due}`;
}

/** Temporal keeps a run for some time only; its service remembers it for longer. */
function lastLine(service: string, queue: Queue | undefined): Line {
  const last = queue?.ended.at(-1);
  if (!last) return say`${service}: nothing was deployed yet`;
  const why = last.why === undefined ? [] : say`: ${last.why}`;
  return [...say`${service} ${short(last.commit)}, deployment ${last.id}: ${last.outcome}`, ...why];
}

function sitesLine({ sites, outcome, stuck = [] }: DeploymentView): Line[] {
  if (outcome) return outcome.sites.length > 0 ? [say`  sites: ${runEach(outcome.sites)}`] : [];
  const where = stuck.length > 0 ? say`; stuck: ${stuck.join(', ')}` : [];
  return sites.length > 0 ? [say`  sites: ${sites.join(', ')}${where}`] : [];
}

function queueLines({ waiting, unnamed, quarantined = [], frozen, held, asking, back }: Queue): Line[] {
  return [
    ...(back ? [say`  goes back to ${short(back.commit)}${by(back)}`] : []),
    ...(held ? [say`  held${by(held)}: nothing is started`] : []),
    ...(frozen ? [frozenLine(frozen)] : []),
    ...(asking ? [askingLine(asking)] : []),
    ...(waiting.length > 0 ? [waitingLine(waiting, unnamed)] : []),
    ...quarantined.map((one) => say`  quarantined: ${quarantinedText(one)}`),
  ];
}

function waitingLine(waiting: Queue['waiting'], unnamed: number): Line {
  const names = waiting.map(({ commit }) => short(commit)).join(', ');
  return say`  waiting: ${[names]}${[unnamed > 0 ? ` and ${unnamed} more` : '']}`;
}

function frozenLine(frozen: Frozen): Line {
  const until = frozen.until === undefined ? '' : ` until ${dateAndTime(frozen.until)}`;
  return say`  frozen${[until]}${by(frozen)}: merges wait`;
}

function askingLine({ why, commits, quarantined = [] }: Asking): Line {
  const names = (of: readonly string[]) => [of.map(short).join(', ')];
  if (why === 'diverged')
    return say`  asks: which of ${names(commits)} is to be deployed? None contains all others`;
  const is = quarantined.length === 1 ? 'is' : 'are';
  return say`  asks: deploy ${names(commits)}, though it contains ${names(quarantined)}, which ${[is]} quarantined?`;
}

/** `9b1f2a, deployment 5d0c1e: the checks failed too much` */
export const quarantinedText = (quarantined: Quarantined): Line =>
  say`${short(quarantined.commit)}, deployment ${quarantined.id}: ${quarantined.why}${by(quarantined)}`;

/** ` by @ann, "wrong flag"` */
function by({ by: name, reason }: By): Line {
  return [...(name ? say` by ${who(name)}` : []), ...(reason ? say`, "${reason}"` : [])];
}

/** `2026-11-23 13:10 UTC` */
const dateAndTime = (iso: string) => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
