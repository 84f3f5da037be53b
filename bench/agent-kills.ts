/**
 * `npm run bench:agent-kills -- [--kills 50] [--seed 1]`: kills an agent with SIGKILL in the middle of rollouts and
 * rollbacks, and prints what became of each. Ends with 1 if any did not end as it should.
 */
import { parseArgs } from 'node:util';
import { kills, type Kill } from '../test/helpers/kills.js';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});

console.log('| kill | ms after the order | answering without agent | progress | served | strays | ok |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
let [n, bad] = [0, 0];
for await (const kill of kills(Number(values.kills), Number(values.seed))) {
  const ok = isGood(kill);
  n++;
  if (!ok) bad++;
  const { afterMs, answering, state, served, strays } = kill;
  const cells = [
    n,
    afterMs,
    answering,
    state.progress,
    served.map((c) => c.slice(0, 6)).join(' '),
    strays.length,
    ok,
  ];
  console.log(`| ${cells.join(' | ')} |`);
  if (!ok) console.log(JSON.stringify(state.problem ?? state));
}
console.log(`\n${n} kills, ${bad} that did not end as they should`);
process.exitCode = bad > 0 ? 1 : 0;

function isGood({ state, wanted, answering, served, strays }: Kill): boolean {
  const commits = [wanted.stable, wanted.canary].flatMap((version) => version?.commit ?? []).sort();
  const there = state.progress === 'settled' && state.generation === wanted.generation;
  return there && answering > 0 && strays.length === 0 && served.join() === commits.join();
}
