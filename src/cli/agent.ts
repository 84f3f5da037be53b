import { runAgent, type AgentOptions } from '../agent.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';
import { untilSignal } from './until-signal.js';

/** What is given otherwise than as an option of the agent's. */
type Elsewhere = 'token' | 'oldToken' | 'tls' | 'repositories' | 'build' | 'historyGrain';

export interface AgentFlags extends Omit<AgentOptions, Elsewhere> {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly repository?: readonly string[];
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
