import { setTimeout as sleep } from 'node:timers/promises';
import { type OverheadRow, quantilesOf } from './figures.js';
import { flood, load, type Sample } from './load.js';

export interface Way {
  readonly name: string;
  readonly url: string;
}

export interface OverheadSettings {
  readonly perSecond: number;
  readonly clients: number;
  /** Length of one measurement in ms. */
  readonly length: number;
  readonly rounds: number;
}

/** Measures all ways to the same instance in turn, round by round, so that a busy moment of the machine hits none alone. */
export async function overhead(ways: readonly Way[], settings: OverheadSettings): Promise<OverheadRow[]> {
  const { perSecond, clients, length, rounds } = settings;
  const kinds = ways.flatMap((way) => ['GET', 'POST'].map((method) => ({ way, method })));
  const measured = kinds.map((kind) => ({ ...kind, steady: [] as Sample[], flooded: [] as Sample[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { way, method, steady, flooded } of measured) {
      const at = load(way.url, perSecond, method === 'POST' ? 1 : Infinity);
      await sleep(length);
      await at.stop();
      steady.push(...at.samples);
      flooded.push(...(await flood(way.url, clients, length, method === 'POST')));
    }
  }
  return measured.map(({ way, method, steady, flooded }) => ({
    way: way.name,
    method,
    steady: quantilesOf(steady),
    perSecond: flooded.length / ((rounds * length) / 1_000),
    flooded: quantilesOf(flooded),
    lost: [...steady, ...flooded].filter(({ result }) => result !== '200').length,
  }));
}
