import type { Figure } from './announcement.js';
import { say, type Line } from './parts.js';

/** A ratio as the talk writes it: one decimal and no leading zero, `.0%`, `.4%`, `2.1%`. */
export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1).replace(/^0\./, '.')}%`;
}

const written = (value: number, unit: Figure['unit']): string => units[unit](value);

const units: Readonly<Record<Figure['unit'], (value: number) => string>> = {
  ratio: percent,
  ms: (value) => `${Math.round(value)} ms`,
  bytes: (value) => `${Math.round(value / 2 ** 20)} MiB`,
  cores: (value) => `${value.toFixed(2)} cores`,
};

/** What the version beside the canary shows: `4.0%`, `120 ms`. */
export const valueOf = ({ before = 0, unit }: Figure) => written(before, unit);

/** `Metric error ratio in site_2 increased from .0% to 2.1%`. Equal after rounding is `remained at`. */
export function figureLine({ check, site, unit, before, after }: Figure): Line {
  const metric = say`Metric ${check} in ${site} `;
  if (after === undefined) return [...metric, 'had no requests'];
  const now = written(after, unit);
  if (before === undefined) return [...metric, `is ${now}, with no version beside it`];
  const then = written(before, unit);
  if (then === now) return [...metric, `remained at ${now}`];
  return [...metric, `${after > before ? 'increased' : 'decreased'} from ${then} to ${now}`];
}
