import { argo } from './argo.js';
import { flagger } from './flagger.js';
import { kayenta } from './kayenta.js';
import { merganser } from './merganser.js';
import type { Method } from './method.js';
import { zTest } from './z-test.js';

const atDeadline = { rollback: 'at-deadline', catastrophe: 'roll-back' } as const;
const atOnce = { rollback: 'at-once', catastrophe: 'roll-back' } as const;
const waiting = { rollback: 'at-deadline', catastrophe: 'wait' } as const;

/** Merganser's judge with the defaults of its policies. */
const judges = [merganser({ name: 'at-deadline', ...atDeadline }), merganser({ name: 'at-once', ...atOnce })];

/** Other settings of the judge than its defaults, each differing in one or two. */
const settings = [
  merganser({ name: 'default', ...atDeadline }),
  merganser({ name: 'catastrophe: wait', ...waiting }),
  merganser({ name: 'alpha 0.01', ...atDeadline, tuning: { alpha: 0.01 } }),
  merganser({ name: 'alpha 0.2', ...atDeadline, tuning: { alpha: 0.2 } }),
  merganser({ name: 'blip 5 s', ...atDeadline, tuning: { blip: 5_000 } }),
  merganser({ name: 'blip 30 s', ...atDeadline, tuning: { blip: 30_000 } }),
  merganser({ name: 'blip 60 s', ...atDeadline, tuning: { blip: 60_000 } }),
  merganser({ name: 'restart every 15 s', ...atDeadline, tuning: { restartEvery: 15_000 } }),
  merganser({ name: 'restart every 120 s', ...atDeadline, tuning: { restartEvery: 120_000 } }),
  merganser({ name: 'quiet 30 s', ...atDeadline, tuning: { quiet: 30_000 } }),
  merganser({ name: 'at-once', ...atOnce }),
  merganser({ name: 'at-once, blip 15 s', ...atOnce, tuning: { blip: 15_000 } }),
];

/** Methods that are compared, in the order of the tables. `judges`: which of them are Merganser's. */
export interface MethodSet {
  readonly methods: readonly Method[];
  readonly judges: readonly Method[];
}

/** `rivals`: the judge, and what people use today. `frontier`: what its settings trade for what. */
export const methodSets = {
  rivals: { methods: [...judges, flagger, argo, kayenta, zTest], judges },
  frontier: { methods: settings, judges: settings },
} satisfies Record<string, MethodSet>;

export type MethodSetName = keyof typeof methodSets;
