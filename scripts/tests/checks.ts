import path from 'node:path';
import { run } from '../setup/processes.js';
import { step } from '../setup/steps.js';

const root = path.resolve(import.meta.dirname, '..', '..');

/** One check of the whole tree: what it is called, and the program that makes it. */
export interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** The checks that come before the tests, cheapest to read first. */
export const checks: readonly Check[] = [
  { name: 'types (tsc)', command: ['tsc', '-p', '.'] },
  { name: 'lint and import directions (eslint)', command: ['eslint', '.', '--max-warnings=0'] },
  { name: 'formatting (prettier)', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'unused code and dependencies (knip)', command: ['knip', '--no-progress'] },
];

/** Makes one check; what it found is shown below its line. */
export async function passes({ name, command: [program, ...args] }: Check): Promise<boolean> {
  const { ok, output } = await step(name, async () => {
    const { code, output } = await run(binary(program), args, { cwd: root });
    return { line: name, ok: code === 0, value: { ok: code === 0, output } };
  });
  if (!ok) console.log(output.trimEnd());
  return ok;
}

/** A program that came with the dependencies. */
export function binary(name: string): string {
  return path.join(root, 'node_modules', '.bin', name);
}
