import path from 'node:path';
import { run } from '../setup/processes.js';
import { step } from '../setup/steps.js';

const root = path.resolve(import.meta.dirname, '..', '..');

/** One check of the whole tree: what it is called, and the program that makes it. */
interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** The checks that come before the tests: two lanes, one for each core, which take about as long. */
const lanes: readonly (readonly Check[])[] = [
  [{ name: 'lint and import directions (eslint)', command: ['eslint', '.', '--max-warnings=0'] }],
  [
    { name: 'types (tsc)', command: ['tsc', '-p', '.'] },
    { name: 'formatting (prettier)', command: ['prettier', '--check', '--log-level=warn', '.'] },
    { name: 'unused code and dependencies (knip)', command: ['knip', '--no-progress'] },
  ],
];

/** Makes all checks; what they found is shown below their line. */
export async function checksPass(): Promise<boolean> {
  const failed = await step('types, lint, formatting, unused code', async () => {
    const failed = (await Promise.all(lanes.map(failedOf))).flat();
    const names = failed.map(({ name }) => name).join(', ');
    return { line: names || 'types, lint, formatting, unused code', ok: names === '', value: failed };
  });
  for (const { name, output } of failed) console.log(`\n  ✗ ${name}\n${output.trimEnd()}\n`);
  return failed.length === 0;
}

/** What the checks of a lane, one after the other, have found. */
async function failedOf(lane: readonly Check[]): Promise<{ name: string; output: string }[]> {
  const failed: { name: string; output: string }[] = [];
  for (const { name, command } of lane) {
    const [program, ...args] = command;
    const { code, output } = await run(binary(program), args, { cwd: root });
    if (code !== 0) failed.push({ name, output });
  }
  return failed;
}

/** A program that came with the dependencies. */
export function binary(name: string): string {
  return path.join(root, 'node_modules', '.bin', name);
}
