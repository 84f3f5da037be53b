import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../context.js';

/** What commander calls an action with: the arguments, the flags, and the command itself. */
type Called<Given extends unknown[]> = [...Given, Command];

/** Makes an action of what a command does in its context, with the arguments and flags it is given. */
export type Run = <Given extends unknown[]>(
  work: (context: CommandContext, ...given: Given) => Promise<void>,
) => (...called: Called<Given>) => Promise<void>;

/** Tells what a command was given from the options that all have. */
export function calledWith<Given extends unknown[]>(
  called: Called<Given>,
): { given: Given; options: CommonOptions } {
  const command = called.at(-1) as Command;
  return { given: called.slice(0, -1) as Given, options: command.opts<CommonOptions>() };
}

/** A command with the options that all have. */
export function command(parent: Command, nameAndArguments: string): Command {
  return parent
    .command(nameAndArguments)
    .option('--config <file>', 'the configuration (default: MERGANSER_CONFIG, or merganser.yaml)')
    .option('--address <host:port>', 'where Temporal is (default: TEMPORAL_ADDRESS)')
    .option('--namespace <name>', 'the Temporal namespace (default: TEMPORAL_NAMESPACE)')
    .option('--json', 'print data for programs');
}
