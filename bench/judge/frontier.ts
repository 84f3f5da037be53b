import type { Scenario } from './scenario.js';
import type { Cell } from './summary.js';
import { percent, table, type ResultRow } from './tables.js';

const pace = {
  weak: '0.1 -> 0.5% from the start',
  strong: '0.1 -> 10% at 180 s',
  dead: '100% failure at 180 s',
};
const nulls = ['null 0.1%', 'null + pod bursts', 'shared incidents'];
const once = /^whole-arm burst/;
const across = /across the deadline/;

/** What settings are compared by: all bursts, some nulls, and three kinds of harm. */
export const isOnFrontier = ({ name, kind }: Scenario): boolean =>
  kind === 'burst' || [...nulls, ...Object.values(pace)].includes(name);

/** What each setting of the judge trades for what: a line for each. Seconds are medians, from the harm on. */
export function frontier(rows: readonly ResultRow[], settings: readonly string[]): string {
  const cells = (setting: string, chosen: (s: Scenario) => boolean) =>
    rows.flatMap(({ scenario, cells: all }) => (chosen(scenario) ? (all[setting] ?? []) : []));
  const worst = (found: readonly Cell[]) => percent(Math.max(0, ...found.map((c) => c.rolledBack)));
  const seconds = (setting: string, name: string, of: 'secondsToBad' | 'secondsToRollback') => {
    const row = rows.find(({ scenario }) => scenario.name === name);
    const median = row?.cells[setting]?.[of].median ?? null;
    return median === null ? 'never' : String(median - (row?.scenario.onset ?? 0));
  };
  const head = [
    '',
    'worst null, %',
    'one burst, worst row, %',
    'three bursts, %',
    'bursts on both arms, %',
    'across the deadline, %',
    'dead: rolled back, s',
    '0.1 -> 10%: bad, s',
    '0.1 -> 0.5%: bad, s',
  ];
  return table(
    head,
    settings.map((setting) => [
      setting,
      worst(cells(setting, (s) => s.kind === 'null')),
      worst(cells(setting, (s) => once.test(s.name))),
      worst(cells(setting, (s) => s.name.startsWith('three'))),
      worst(cells(setting, (s) => s.name.startsWith('Poisson bursts'))),
      worst(cells(setting, (s) => s.kind === 'burst' && across.test(s.name))),
      seconds(setting, pace.dead, 'secondsToRollback'),
      seconds(setting, pace.strong, 'secondsToBad'),
      seconds(setting, pace.weak, 'secondsToBad'),
    ]),
  );
}
