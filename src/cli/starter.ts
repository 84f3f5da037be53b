import { runStarter } from '../starter.js';
import { temporalSubmit } from '../temporal/submit.js';
import { answers } from '../temporal/answers.js';
import { connect } from '../temporal/connect.js';
import { requireSearchAttributes } from '../temporal/setup.js';
import { CommandFailed, type CommandContext } from './context.js';
import { untilSignal } from './until-signal.js';

/** Takes GitHub's webhooks until it is told to stop. */
export async function starter(context: CommandContext, listen: string): Promise<void> {
  const { registrations } = await context.platform();
  const secrets = context.environment.webhookSecrets;
  if (secrets.length === 0) {
    throw new CommandFailed(
      'There is no webhook secret. Set GITHUB_WEBHOOK_SECRET (or GITHUB_WEBHOOK_SECRET_FILE) to the secret of the webhook on GitHub.',
    );
  }
  const stop = untilSignal();
  const log = context.log('starter');
  const client = await connect(context.options);
  try {
    await requireSearchAttributes(client);
    const running = await runStarter(
      { listen, registrations, secrets, submit: temporalSubmit(client), ready: () => answers(client) },
      log,
    );
    log.info({ url: running.url }, 'the starter is ready');
    await stop;
    await running.close();
  } finally {
    await client.connection.close();
  }
}
