/**
 * `npm run bench:judge-speed -- [--json FILE]`: what one poll of the judge costs on one core, for 1 to 1,000 streams: microseconds,
 * and bytes allocated. Prints a table in Markdown.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundled } from './judge/bundle.js';
import type * as speed from './judge/speed.js';

const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;

const program = `data:text/javascript,${encodeURIComponent(await bundled('speed.ts', 'esm'))}`;
const { measure } = (await import(program)) as typeof speed;
const speeds = [1, 10, 100, 1000].map(measure);
const row = ({ streams, microseconds, bytes }: speed.Speed) =>
  `| ${streams} | ${microseconds.toFixed(0)} | ${(microseconds / streams).toFixed(1)} | ${bytes.toFixed(0)} | ${(bytes / streams).toFixed(0)} |`;
console.log('| streams | µs a poll | µs a stream | bytes a poll | bytes a stream |');
console.log('| --- | --- | --- | --- | --- |');
for (const one of speeds) console.log(row(one));
if (json !== undefined) writeFileSync(json, `${JSON.stringify(speeds, null, 2)}\n`);
