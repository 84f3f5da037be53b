/**
 * `npm run mutants [-- --only NAME]`: plants faults in a copy of the judge, one at a time, and runs the judge's tests against
 * each. Prints which test noticed; exits 1 when a fault stays unnoticed.
 */
import { parseArgs } from 'node:util';
import { mutants } from './mutants/list.js';
import { Tree } from './mutants/tree.js';

const atOnce = 2;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const left = mutants.filter(({ name }) => name.includes(values.only));
const unnoticed: string[] = [];

async function work(): Promise<void> {
  const tree = new Tree();
  try {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const [first] = await tree.redWith(mutant);
      if (first === undefined) unnoticed.push(mutant.name);
      console.log(`${mutant.name.padEnd(44)} ${mutant.file.padEnd(22)} ${first ?? 'NOT NOTICED'}`);
    }
  } finally {
    tree.remove();
  }
}

const sound = new Tree();
const red = await sound.redWith().finally(() => sound.remove());
if (red.length > 0) {
  console.error(`without any fault these are red already: ${red.join(', ')}`);
  process.exit(1);
}
const all = left.length;
await Promise.all(Array.from({ length: atOnce }, work));
console.log(
  `${all} mutants, ${unnoticed.length} not noticed${unnoticed.map((name) => `\n  ${name}`).join('')}`,
);
process.exitCode = unnoticed.length > 0 || all === 0 ? 1 : 0;
