import type { Command } from 'commander';
import { command, type Run } from './command.js';

/** Commands that look at what runs and ran, and change nothing. */
export function looking(merganser: Command, run: Run): void {
  command(merganser, 'status [service]')
    .description('show how services stand, and what to type next')
    .option('--watch', 'go on showing it until Ctrl-C')
    .action(
      run(async (c, service: string | undefined, { watch }: { watch?: boolean }) =>
        watch
          ? (await import('../watch-status.js')).watchStatus(c, service)
          : (await import('../status.js')).status(c, service),
      ),
    );
  command(merganser, 'history [service]')
    .description('show how the last deployments ended and why, the newest first')
    .option(
      '--export <deployment id>',
      'instead print all that this deployment measured, as JSON lines for `merganser judge`',
    )
    .action(
      run(async (c, service: string | undefined, flags: { export?: string }) =>
        flags.export === undefined
          ? (await import('../history.js')).history(c, service)
          : (await import('../export-history.js')).exportHistory(c, flags.export),
      ),
    );
  command(merganser, 'judge <file>')
    .description('judge a recorded deployment again, look by look')
    .option('--settings <file>', 'also by the settings in this merganser.yaml or .merganser.yaml')
    .action(
      run(async (c, file: string, flags: { settings?: string }) =>
        (await import('../judge.js')).judgeFile(c, file, flags.settings),
      ),
    );
}
