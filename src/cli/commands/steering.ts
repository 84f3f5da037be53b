import type { Command } from 'commander';
import type { Control, ControlInput } from '../../domain/controls.js';
import { CommandFailed, exitCodes, type CommandContext } from '../context.js';
import { commitOf, sitesOf, untilOf } from '../steer-flags.js';
import { command, type Run } from './command.js';

/** What the flags of the controls may give. */
interface Flags {
  readonly reason?: string;
  readonly deployment?: string;
  readonly commit?: string;
  readonly site?: readonly string[];
  readonly until?: string;
  readonly all?: boolean;
}

/** Commands that change what runs, or is going to run. */
export function steering(merganser: Command, run: Run): void {
  merging(merganser, run);
  deploymentControls(merganser, run);
  serviceControls(merganser, run);
  quarantine(merganser, run);
}

function merging(merganser: Command, run: Run): void {
  command(merganser, 'adopt <service> <commit>')
    .description('make a commit the stable version where none runs yet, without analysis')
    .action(
      run(async (c, service: string, commit: string) =>
        (await import('../merge.js')).requestMerge(c, service, commit, { adopt: true }),
      ),
    );
  command(merganser, 'deploy <service> [commit]')
    .description("deploy a commit, or the branch's newest; also to try one again")
    .action(
      run(async (c, service: string, commit: string | undefined) =>
        (await import('../merge.js')).requestMerge(c, service, commit, { again: true }),
      ),
    );
}

const ofWaiting = 'of a merge that waits, instead of the running deployment';

function deploymentControls(merganser: Command, run: Run): void {
  const add = (control: Control, description: string) =>
    why(command(merganser, `${control} <service>`).description(description))
      .option('--deployment <id>', 'only if this is the running deployment')
      .action(run((c, service: string, flags: Flags) => say(c, control, service, flags)));
  add('abort', 'stop the running deployment and roll it back; or drop a merge that waits').option(
    '--commit <commit>',
    ofWaiting,
    commitOf,
  );
  add('hold', 'let the running deployment decide nothing; where none runs, start none');
  add('resume', 'end a hold, or answer a deployment that asks by one more window of analysis');
  add('promote', 'roll the running deployment out now; or start a merge that waits in spite of all').option(
    '--commit <commit>',
    ofWaiting,
    commitOf,
  );
  add('leave', 'give up a rollback that is stuck, and leave its sites as they are').option(
    '--site <name...>',
    'only these sites (default: all that are stuck)',
    sitesOf,
  );
}

function serviceControls(merganser: Command, run: Run): void {
  why(command(merganser, 'rollback <service>'))
    .description('deploy the stable version before this one, without analysis')
    .action(run((c, service: string, flags: Flags) => say(c, 'rollback', service, flags)));
  const freezing = (control: Control, description: string) =>
    why(command(merganser, `${control} [service]`).description(description))
      .option('--all', 'every service')
      .action(run((c, service: string | undefined, flags: Flags) => sayToSome(c, control, service, flags)));
  freezing('freeze', 'start no deployment for a while; what runs goes on, and merges wait').option(
    '--until <time>',
    'such as 2h, or 2027-01-04T08:00 (default: until `merganser unfreeze`)',
    untilOf,
  );
  freezing('unfreeze', 'end a freeze');
}

function quarantine(merganser: Command, run: Run): void {
  const parent = merganser
    .command('quarantine')
    .description('about commits that were rolled back, which are not deployed again by themselves');
  command(parent, 'list [service]')
    .description('show them')
    .action(
      run(async (c, service: string | undefined) => (await import('../quarantine.js')).list(c, service)),
    );
  why(command(parent, 'lift <service>'))
    .argument('[commit]', 'which (default: all of them)', commitOf)
    .description('let a commit be deployed again, and what contains it')
    .action(
      run((c, service: string, commit: string | undefined, flags: Flags) =>
        say(c, 'lift', service, { ...flags, ...(commit !== undefined && { commit }) }),
      ),
    );
}

const why = (of: Command) => of.option('--reason <why>', 'why, for the record');

async function say(context: CommandContext, control: Control, service: string, flags: Flags): Promise<void> {
  await (await import('../steer.js')).steer(context, service, { control, input: inputOf(flags) });
}

/** One service by its name, or all by `--all`. */
async function sayToSome(
  context: CommandContext,
  control: Control,
  service: string | undefined,
  flags: Flags,
): Promise<void> {
  if ((service !== undefined) === (flags.all ?? false))
    throw new CommandFailed(`Name a service to ${control}, or give --all.`, exitCodes.usage);
  if (service !== undefined) return say(context, control, service, flags);
  await (await import('../steer.js')).steerAll(context, { control, input: inputOf(flags) });
}

function inputOf({ reason, deployment, commit, site, until }: Flags): Omit<ControlInput, 'by'> {
  return {
    ...(reason !== undefined && { reason }),
    ...(deployment !== undefined && { deploymentId: deployment }),
    ...(commit !== undefined && { commit }),
    ...(site !== undefined && { sites: site }),
    ...(until !== undefined && { until }),
  };
}
