import { parseArgs } from 'node:util';
import { sabotages, type Sabotage } from './sabotage/index.js';

/** What the command line asks for. */
export interface Options {
  /** Play, judge, and stop. */
  readonly once: boolean;
  /** Where to write the report. */
  readonly report: string | undefined;
  readonly sabotage: Sabotage | undefined;
}

const usage = `Usage: npm run demo -- [--once] [--report FILE] [--sabotage ${Object.keys(sabotages).join('|')}]`;

/** Reads the command line; throws what is wrong with it, and how it goes. */
export function optionsIn(args: readonly string[]): Options {
  const { once, report, sabotage } = parsed(args);
  if (sabotage !== undefined && !Object.hasOwn(sabotages, sabotage))
    throw new Error(`There is no sabotage "${sabotage}".\n${usage}`);
  return { once, report, sabotage: sabotage === undefined ? undefined : sabotages[sabotage] };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        report: { type: 'string' },
        sabotage: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}
