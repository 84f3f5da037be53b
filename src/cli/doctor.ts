import type { Finding } from '../domain/finding.js';
import { connect } from '../temporal/connect.js';
import { exitCodes, type CommandContext } from './context.js';
import { examine } from './doctor/examine.js';

/** Looks at everything that a first deployment needs, and says of each thing that it is ok or what to do. */
export async function doctor(context: CommandContext, starter: string | undefined): Promise<void> {
  const { environment, configPath } = context;
  const [platform, temporal] = [context.platform(), connect(context.options)];
  // Each check that needs one of them says itself when it failed.
  void Promise.allSettled([platform, temporal]);
  const patient = { environment, configPath, platform, temporal, ...(starter && { starter }) };
  const findings = await examine(patient);
  await temporal.then((client) => client.connection.close()).catch(() => undefined);
  const todo = findings.filter((finding) => finding.todo !== undefined).length;
  const last = todo === 0 ? 'All is well.' : `${todo} to do.`;
  context.print([...findings.map(line), last].join('\n'), { ok: todo === 0, findings });
  if (todo > 0) process.exitCode = exitCodes.failed;
}

function line({ what, found, todo }: Finding): string {
  return todo === undefined ? `ok     ${what}: ${found}` : `TO DO  ${what}: ${found}\n       ${todo}`;
}
