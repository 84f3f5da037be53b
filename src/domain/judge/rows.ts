import type { Row } from './increments.js';
import type { InstanceCounts } from './reading.js';
import type { InstanceCount } from './live-dispersion.js';
import { winsorise } from './winsorise.js';

/** Both arms of one site at one poll, by instance. */
export interface SitePoll {
  readonly at: number;
  readonly canary: readonly InstanceCounts[];
  readonly baseline: readonly InstanceCounts[];
}

/** A whole number of 0 or more, whatever a provider gave. What is too large to be exact is no count. */
const sane = (count: number) => (count > 0 && count <= Number.MAX_SAFE_INTEGER ? Math.floor(count) : 0);

/** Errors and requests by instance, winsorised. No more errors than requests. */
export function instanceCounts(arm: readonly InstanceCounts[], fraction: number): InstanceCount[] {
  return arm.map(({ instance, errors, requests }) => {
    const n = sane(requests);
    return { instance, errors: winsorise(Math.min(sane(errors), n), n, fraction), requests: n };
  });
}

/** Sums of both arms. */
export function rowOf(canary: readonly InstanceCount[], baseline: readonly InstanceCount[]): Row {
  let [ec, nc, eb, nb] = [0, 0, 0, 0];
  for (const { errors, requests } of canary) {
    ec += errors;
    nc += requests;
  }
  for (const { errors, requests } of baseline) {
    eb += errors;
    nb += requests;
  }
  return [ec, nc, eb, nb];
}

/** Sums of both arms, their errors as they are; requests are those of a row that was summed already. */
export function rawRow({ canary, baseline }: SitePoll, [, nc, , nb]: Row): Row {
  return [errorsOf(canary), nc, errorsOf(baseline), nb];
}

function errorsOf(arm: readonly InstanceCounts[]): number {
  let sum = 0;
  for (const { errors, requests } of arm) sum += Math.min(sane(errors), sane(requests));
  return sum;
}
