import { userInfo } from 'node:os';
import { Command } from 'commander';
import type { AgentFlags } from './cli/agent.js';
import { bytesOf, countOf, patienceOf, siteOf } from './cli/agent-flags.js';
import { calledWith, command, type Run } from './cli/commands/command.js';
import { looking } from './cli/commands/looking.js';
import { steering } from './cli/commands/steering.js';
import { CommandContext, CommandFailed, exitCodes } from './cli/context.js';
import { endingOf } from './cli/ending.js';
import { listenOf } from './cli/listen-flag.js';
import { trafficOf, type AskedTraffic } from './cli/time-to-decide.js';
import { untilSignal } from './cli/until-signal.js';
import { readEnvironment } from './config/environment.js';
import { version } from './version.js';

// Commands are imported when they are called: loading Temporal's client or worker takes longer than most of them.

function program(): Command {
  const merganser = new Command('merganser')
    .description('Deploys every merge by itself: canary, analysis, rollout or rollback.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError();
  processes(merganser);
  settingUp(merganser);
  steering(merganser, run);
  looking(merganser, run);
  return merganser;
}

function processes(merganser: Command): void {
  command(merganser, 'worker')
    .description('run the workflows and activities')
    .action(
      run(async (c) => (await import('./worker.js')).runWorker(c.options, c.log('worker'), untilSignal())),
    );
  command(merganser, 'starter')
    .description("take GitHub's webhooks and start deployments")
    .option('--listen <host:port>', 'where to listen', listenOf, '127.0.0.1:4400')
    .action(
      run(async (c, flags: { listen: string }) =>
        (await import('./cli/starter.js')).starter(c, flags.listen),
      ),
    );
  // It knows neither the configuration nor Temporal.
  merganser
    .command('agent')
    .description('run the services of one site')
    .requiredOption('--site <name>', "the site's name, as in merganser.yaml", siteOf)
    .option('--listen <host:port>', 'where to listen', listenOf, '127.0.0.1:4300')
    .option('--state-dir <folder>', 'where releases and state are kept (default: MERGANSER_STATE_DIR)')
    .option('--tls-cert <file>', "the API's certificate, in PEM; a new one is taken while the agent runs")
    .option('--tls-key <file>', 'its key')
    .option('--insecure', 'let other machines connect without a token or TLS')
    .option('--repository <pattern...>', 'run only what comes from these repositories; * stands for any text')
    .option('--user <name>', 'run builds and services as this user; the agent must be root')
    .option('--max-open-files <n>', 'files that each process of a service may have open', countOf)
    .option('--max-memory <size>', 'memory that each process of a service may take, such as 512MB', bytesOf)
    .option(
      '--max-body <size>',
      'body that a request to a service may have, such as 100MB (default: any)',
      bytesOf,
    )
    .option(
      '--drain <duration>',
      'time that requests in flight have before SIGTERM (default: 10s)',
      patienceOf,
    )
    .option('--kill-after <duration>', 'time between SIGTERM and SIGKILL (default: 5s)', patienceOf)
    .option('--stop-services-on-exit', 'end the services with the agent instead of leaving them running')
    .action(run(async (c, flags: AgentFlags) => (await import('./cli/agent.js')).agent(c, flags)));
}

function settingUp(merganser: Command): void {
  command(merganser, 'setup')
    .description('prepare the Temporal namespace; may be repeated')
    .action(run(async (c) => (await import('./cli/setup.js')).setup(c)));
  command(merganser, 'doctor')
    .description('look at everything that a first deployment needs, and say what to do')
    .option('--starter <url>', 'also whether the starter at this address is ready and knows the secret')
    .action(
      run(async (c, flags: { starter?: string }) =>
        (await import('./cli/doctor.js')).doctor(c, flags.starter),
      ),
    );
  const config = merganser.command('config').description('about the configuration');
  command(config, 'check [file]')
    .description('show what is configured, or everything that is wrong with it')
    .option('--traffic <requests per second>', 'also how long it takes to decide at that traffic', trafficOf)
    .action(run((c, file: string | undefined, { traffic }: CheckFlags) => check(c, file, traffic)));
  config
    .command('schema')
    .description('print the JSON Schema of merganser.yaml, for editors')
    .option('--service', 'that of .merganser.yaml instead')
    .action(async (flags: { service?: boolean }) =>
      (await import('./cli/config-schema.js')).configSchema(flags.service ?? false),
    );
}

interface CheckFlags {
  readonly traffic?: AskedTraffic;
}

async function check(
  context: CommandContext,
  file: string | undefined,
  traffic: AskedTraffic | undefined,
): Promise<void> {
  if (file !== undefined && context.options.config !== undefined)
    throw new CommandFailed('The file is given twice: leave out --config, or the argument.', exitCodes.usage);
  const [{ configCheck }, { adapters }] = await Promise.all([
    import('./cli/config-check.js'),
    import('./cli/adapters.js'),
  ]);
  const json = context.options.json ?? false;
  const options = { config: file ?? context.configPath, json, adapters, ...(traffic && { traffic }) };
  process.exitCode = await configCheck(options, (line) => process.stdout.write(`${line}\n`));
}

/** Who calls, for the record. A container may run as a user that has no name. */
function person(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? 'somebody';
  }
}

/** Only the processes read the environment, so the commands of other files are given this. */
const run: Run =
  (work) =>
  (...called) => {
    const { given, options } = calledWith(called);
    return work(new CommandContext(options, readEnvironment(process.env), person()), ...given);
  };

// Whoever reads has seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  const { exitCode, says } = endingOf(error);
  process.exitCode = exitCode;
  if (says !== undefined) process.stderr.write(`${says}\n`);
}
