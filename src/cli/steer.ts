import type { Client } from '@temporalio/client';
import { deploymentControls, type Control, type ControlInput } from '../domain/controls.js';
import { deploymentWorkflowId, serviceWorkflowId } from '../domain/ids.js';
import { tell, type Told } from '../temporal/control.js';
import { queueOf } from '../temporal/status.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';
import { unknownService } from './merge.js';

/** A control, and what was given with it on the command line. */
export interface Asked {
  readonly control: Control;
  readonly input?: Omit<ControlInput, 'by'>;
}

/** What came of it for one service. */
interface Result {
  readonly text: string;
  readonly exitCode: number;
  readonly answer: { readonly service: string; readonly accepted: boolean } & Record<string, unknown>;
}

/** Says a control to a service, or to its running deployment, and prints the answer. */
export async function steer(context: CommandContext, service: string, asked: Asked): Promise<void> {
  const { text, exitCode, answer } = await context.withTemporal((client) =>
    steered(context, client, service, asked),
  );
  if (exitCode !== exitCodes.ok && !context.options.json) throw new CommandFailed(text, exitCode);
  process.exitCode = exitCode;
  context.print(text, answer);
}

/** Says a control to every service. One that cannot be told hinders no other. */
export async function steerAll(context: CommandContext, asked: Asked): Promise<void> {
  const { registrations } = await context.platform();
  const results = await context.withTemporal((client) =>
    Promise.all(registrations.map(({ service }) => steered(context, client, service, asked))),
  );
  process.exitCode = exitCodeOf(results.map(({ exitCode }) => exitCode));
  context.print(
    results.map(({ text }) => text).join('\n'),
    results.map(({ answer }) => answer),
  );
}

/** What failed counts first; there was nothing to act on only where no service had anything. */
function exitCodeOf(codes: readonly number[]): number {
  if (codes.includes(exitCodes.failed)) return exitCodes.failed;
  return codes.includes(exitCodes.ok) ? exitCodes.ok : exitCodes.nothing;
}

async function steered(
  context: CommandContext,
  client: Client,
  service: string,
  { control, input: given }: Asked,
): Promise<Result> {
  const input = { by: context.person, ...given };
  for (const workflowId of await hearers(client, service, control, input)) {
    const told = await tell(client, workflowId, control, input).catch((error: Error) => error);
    if (told instanceof Error) return failed(service, control, told);
    if (told !== 'absent') return resultOf(service, control, told);
  }
  return neverDeployed(context, service, control);
}

/**
 * A merge that waits is the service's, and so is a resume while the service is held, which it passes on; all else goes straight
 * to what runs, for a service under load answers later.
 */
async function hearers(
  client: Client,
  service: string,
  control: Control,
  { commit, deploymentId }: ControlInput,
): Promise<string[]> {
  const isNamed = commit !== undefined;
  const isForAll = control === 'resume' && !isNamed && deploymentId === undefined;
  const queue = isForAll ? await queueOf(client, service).catch(() => undefined) : undefined;
  const ofDeployment = deploymentControls.some((name) => name === control) && !isNamed && !queue?.held;
  return [...(ofDeployment ? [deploymentWorkflowId(service)] : []), serviceWorkflowId(service)];
}

const verbs: Readonly<Record<Control, readonly [doing: string, done: string]>> = {
  abort: ['Aborting', 'aborted'],
  hold: ['Holding', 'held'],
  resume: ['Resuming', 'resumed'],
  promote: ['Promoting', 'promoted'],
  leave: ['Leaving', 'left'],
  rollback: ['Rolling back', 'rolled back'],
  freeze: ['Freezing', 'frozen'],
  unfreeze: ['Unfreezing', 'unfrozen'],
  lift: ['Lifting the quarantine of', 'relieved of its quarantine'],
};

function resultOf(service: string, control: Control, told: Exclude<Told, 'absent'>): Result {
  const [doing, done] = verbs[control];
  if (told === 'recorded') {
    const next = `the ${control} is recorded and done as soon as one does`;
    return {
      text: `No worker answers for ${service} now; ${next}.`,
      exitCode: exitCodes.ok,
      answer: { service, accepted: true, phase: 'unknown', next: `no worker answers: ${next}` },
    };
  }
  const { accepted, phase, next } = told;
  const text = accepted
    ? `${doing} ${service}, which is ${phase}: ${next}.`
    : `${service} was not ${done}: ${next}.`;
  const exitCode = accepted ? exitCodes.ok : exitCodes.nothing;
  return { text, exitCode, answer: { service, accepted, phase, next } };
}

/** A name that is not configured is a mistake of another kind than a service at rest. */
async function neverDeployed(context: CommandContext, service: string, control: Control): Promise<Result> {
  // An abort must not fail for a configuration that cannot be read.
  const platform = await context.platform().catch(() => undefined);
  if (platform && !platform.registrations.some((r) => r.service === service)) {
    throw unknownService(service, platform.registrations);
  }
  const next = `there is nothing to ${control}`;
  return {
    text: `${service} was never deployed: ${next}.`,
    exitCode: exitCodes.nothing,
    answer: { service, accepted: false, phase: 'never-deployed', next },
  };
}

function failed(service: string, control: Control, { message }: Error): Result {
  const text = `${service} was not ${verbs[control][1]}: ${message}`;
  const answer = { service, accepted: false, phase: 'unknown', next: message };
  return { text, exitCode: exitCodes.failed, answer };
}
