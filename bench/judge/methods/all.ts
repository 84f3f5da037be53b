import { argo } from './argo.js';
import { flagger } from './flagger.js';
import { kayenta } from './kayenta.js';
import { merganser } from './merganser.js';
import type { Method } from './method.js';
import { zTest } from './z-test.js';

const atDeadline = { rollback: 'at-deadline', alpha: 0.05, blip: 15, catastrophe: 'roll-back' } as const;
const atOnce = { rollback: 'at-once', alpha: 0.01, blip: 60, catastrophe: 'roll-back' } as const;

/** Merganser's judge with the defaults of its two policies. */
export const judges: readonly Method[] = [
  merganser({ name: 'at-deadline', ...atDeadline }),
  merganser({ name: 'at-once', ...atOnce }),
];

/** The methods of every row, in the order of the tables: the judge, and what people use today. */
export const methods: readonly Method[] = [...judges, flagger, argo, kayenta, zTest];
