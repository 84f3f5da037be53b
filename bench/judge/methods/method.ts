import type { Calibration } from '../../../src/domain/judge/calibration.js';
import type { SiteReading } from '../../../src/domain/judge/reading.js';
import type { Scenario } from '../scenario.js';

/** Seconds between polls; polls until the verdict is due, at most, and until the canary is warm. */
export const timing = { interval: 5, deadline: 120, latest: 240, warm: 12 };

/** What a method may know before the canary starts: the service, and what the judge learns from its past. */
export interface Setup {
  readonly scenario: Scenario;
  readonly calibration: Calibration;
}

/** How a method stands after a poll. */
export interface Standing {
  readonly bad: boolean;
  readonly good: boolean;
  readonly rolledBack: boolean;
  /** Rolled out or given up: nothing more can happen. */
  readonly ended: boolean;
}

export interface Run {
  /** One reading of every site. */
  poll(readings: readonly SiteReading[]): Standing;
}

/** A way to judge a canary, under test. */
export interface Method {
  readonly name: string;
  /** Whether it can act on what the scenario is about. */
  judges(scenario: Scenario): boolean;
  start(setup: Setup): Run;
}
