import type { Past, PastInstance } from '../../domain/judge/past.js';
import type { Happened, History } from './history.js';
import { Joining } from './joining.js';

type Column = (number | null)[];

/** A column an instance, though instances come and go. */
interface Lane {
  instance: string;
  readonly requests: Column;
  readonly errors: Column;
  /** By edge. */
  readonly buckets: readonly Column[];
}

/** Of a larger fleet a part tells what is usual, and a day of all would fill the memory. */
const maxLanes = 24;

/**
 * Makes columns of a history, in polls of `interval` ms where its own polls can be joined to that. With a release a
 * column goes on with an instance of the next version, and has the name of the last; of more than 24 instances at a
 * time the others are left out.
 */
export function pastOf(history: History, interval: number): Past {
  const joining = new Joining(history.interval, interval);
  const rows = joining.join(history.rows);
  const lanes: Lane[] = [];
  const added = (instance: string) => {
    if (lanes.length === maxLanes) return undefined;
    const lane = newLane(instance, rows.length, history.edges.length);
    lanes.push(lane);
    return lane;
  };
  for (const [poll, [, instances]] of rows.entries()) {
    const gone = lanes.filter((lane) => !Object.hasOwn(instances, lane.instance));
    for (const [instance, happened] of Object.entries(instances)) {
      const lane = lanes.find((known) => known.instance === instance) ?? gone.shift() ?? added(instance);
      if (!lane) continue;
      lane.instance = instance;
      fill(lane, poll, happened);
    }
  }
  const { edges } = history;
  return {
    interval: joining.interval,
    polls: rows.length,
    instances: lanes.map((lane) => asRead(lane, edges)),
  };
}

function newLane(instance: string, polls: number, edges: number): Lane {
  const column = (): Column => Array.from({ length: polls }, () => null);
  return { instance, requests: column(), errors: column(), buckets: Array.from({ length: edges }, column) };
}

function fill(lane: Lane, poll: number, [requests, errors, took]: Happened): void {
  lane.requests[poll] = requests;
  lane.errors[poll] = errors;
  let upTo = 0;
  lane.buckets.forEach((bucket, edge) => (bucket[poll] = upTo += took[edge] ?? 0));
}

const asRead = ({ buckets, ...lane }: Lane, edges: History['edges']): PastInstance =>
  edges.length > 0 ? { ...lane, edges, buckets } : lane;
