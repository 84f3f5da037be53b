import { Command } from 'commander';
import { calledWith, type Run } from '../../src/cli/commands/command.js';
import { looking } from '../../src/cli/commands/looking.js';
import { steering } from '../../src/cli/commands/steering.js';
import { CommandContext } from '../../src/cli/context.js';
import { endingOf } from '../../src/cli/ending.js';
import { readEnvironment } from '../../src/config/environment.js';
import type { Ended, Env } from '../e2e/support/product.js';

/** Runs a command as the command line does, but in this process, which is quicker. One at a time: the exit code is the process's. */
export async function type(line: string, env: Env, person = 'ann'): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  class Printing extends CommandContext {
    override print(text: string, data: unknown): void {
      stdout += this.options.json ? JSON.stringify(data) : text;
    }
    override complain(text: string): void {
      stderr += text;
    }
  }
  const run: Run =
    (work) =>
    (...called) => {
      const { given, options } = calledWith(called);
      const temporal = { address: env['TEMPORAL_ADDRESS'] ?? '', namespace: env['TEMPORAL_NAMESPACE'] ?? '' };
      return work(new Printing({ ...temporal, ...options }, readEnvironment(env), person), ...given);
    };
  const merganser = new Command('merganser')
    .exitOverride()
    .configureOutput({ writeErr: (text) => (stderr += text), writeOut: (text) => (stdout += text) });
  steering(merganser, run);
  looking(merganser, run);
  let exitCode;
  try {
    await merganser.parseAsync(line.split(' '), { from: 'user' });
    exitCode = Number(process.exitCode ?? 0);
  } catch (error) {
    const ending = endingOf(error);
    exitCode = ending.exitCode;
    stderr += ending.says ?? '';
  } finally {
    process.exitCode = undefined;
  }
  return { exitCode, stdout, stderr };
}
