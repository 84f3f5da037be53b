import { runAgent } from '../agent.js';
import type { CommandContext } from './context.js';
import { untilSignal } from './until-signal.js';

export interface AgentFlags {
  readonly site: string;
  readonly listen: string;
  readonly stateDir?: string;
  readonly stopServicesOnExit?: boolean;
}

/** Runs the agent of a site until it is told to stop. */
export async function agent(context: CommandContext, flags: AgentFlags): Promise<void> {
  const stop = untilSignal();
  const { agentToken: token } = context.environment;
  const options = { ...flags, ...(token && { token }) };
  const running = await runAgent(options, context.log('agent').child({ site: flags.site }));
  await stop;
  await running.close();
}
