import { runAgent } from '../agent.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';
import { untilSignal } from './until-signal.js';

export interface AgentFlags {
  readonly site: string;
  readonly listen: string;
  readonly stateDir?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly insecure?: boolean;
  readonly repository?: readonly string[];
  readonly user?: string;
  readonly maxOpenFiles?: number;
  readonly maxMemory?: number;
  readonly maxBody?: number;
  readonly drain?: number;
  readonly killAfter?: number;
  readonly stopServicesOnExit?: boolean;
}

/** Runs the agent of a site until it is told to stop. */
export async function agent(context: CommandContext, flags: AgentFlags): Promise<void> {
  const stop = untilSignal();
  const { agentToken: token, oldAgentToken: oldToken } = context.environment;
  const { tlsCert, tlsKey, repository: repositories, ...rest } = flags;
  const options = { ...rest, token, oldToken, repositories, tls: tlsOf(tlsCert, tlsKey) };
  const running = await runAgent(options, context.log('agent').child({ site: flags.site }));
  await stop;
  await running.close();
}

function tlsOf(cert: string | undefined, key: string | undefined) {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  throw new CommandFailed('--tls-cert and --tls-key belong together: give both, or none.', exitCodes.usage);
}
