/**
 * `npm run bench:judge -- [--quick] [--runs N] [--seed S] [--only TEXT] [--json FILE] [--threads N] [--frontier]`: simulates healthy and
 * sick canaries, and compares Merganser's judge with the rules that people use today; with `--frontier`, settings of the
 * judge with each other. Prints tables in Markdown, and writes
 * the figures as JSON. The same for the same seed and runs, on any number of threads.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { benchmark } from './judge/benchmark.js';
import { frontier, isOnFrontier } from './judge/frontier.js';
import { methodSets } from './judge/methods/all.js';
import type { Scenario } from './judge/scenario.js';
import { tables } from './judge/tables.js';

const usage =
  'usage: npm run bench:judge -- [--quick] [--runs N] [--seed S] [--only TEXT] [--json FILE] [--threads N] [--frontier]';

function options() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        runs: { type: 'string' },
        seed: { type: 'string', default: '1' },
        only: { type: 'string', default: '' },
        frontier: { type: 'boolean', default: false },
        json: { type: 'string' },
        threads: { type: 'string', default: String(availableParallelism()) },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(why: string): never {
  console.error(`${why}\n${usage}`);
  process.exit(2);
}

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= least
    ? number
    : refuse(`--${name} must be a whole number from ${least} on, not "${text}"`);
}

const { quick, runs, seed, only, json, threads, frontier: compareSettings } = options();
const settings = {
  runs: whole('runs', runs ?? (quick ? '40' : '2000'), 1),
  seed: whole('seed', seed, 0),
  methods: compareSettings ? ('frontier' as const) : ('rivals' as const),
  only: (scenario: Scenario) => scenario.name.includes(only) && (!compareSettings || isOnFrontier(scenario)),
  threads: whole('threads', threads, 1),
};
const started = performance.now();
const rows = await benchmark(settings, (done, all) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all} batches`);
});
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
if (rows.length === 0) refuse(`no scenario has "${only}" in its name`);
const { methods, judges } = methodSets[settings.methods];
const names = methods.map((m) => m.name);
console.log(`${settings.runs} runs a cell, a quarter of it for sick canaries, seed ${settings.seed}\n`);
console.log(
  compareSettings
    ? frontier(rows, names)
    : tables(
        rows,
        names,
        judges.map((m) => m.name),
      ),
);
if (json !== undefined) {
  const figures = rows.map(({ scenario, cells }) => ({
    scenario: scenario.name,
    kind: scenario.kind,
    ...(scenario.onset !== undefined && { onset: scenario.onset }),
    cells,
  }));
  writeFileSync(
    json,
    `${JSON.stringify({ runs: settings.runs, seed: settings.seed, rows: figures }, null, 2)}\n`,
  );
}
console.error(`${((performance.now() - started) / 1000).toFixed(1)} s`);
