import type { Bursts } from '../scenario.js';

/** Bursts of single pods: each has one in 15 minutes, of 10 to 30 s and 5 to 30% errors. */
export const podBursts: Bursts = { on: 'instance', perHour: 4, seconds: [10, 30], height: [0.05, 0.3] };

/** Incidents that strike both arms alike, one in 12 minutes, of 20 to 60 s and 2 to 20% errors. */
export const incidents: Bursts = { on: 'everything', perHour: 5, seconds: [20, 60], height: [0.02, 0.2] };
