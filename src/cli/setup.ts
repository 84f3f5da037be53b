import type { Client } from '@temporalio/client';
import { isRefusal } from '../temporal/grpc.js';
import {
  missingSearchAttributes,
  raiseRetention,
  registerSearchAttributes,
  retentionOf,
  wantedRetention,
} from '../temporal/setup.js';
import { createCommand, createSchedule, scheduleIds, schedulesOf } from '../temporal/schedules.js';
import { exitCodes, type CommandContext } from './context.js';

/** A part of the set-up: what to say of it, data for programs, and an administrator's commands where it was refused. */
interface Part {
  readonly text: string;
  readonly data: object;
  readonly commands?: readonly string[];
}

/** Prepares the Temporal namespace: search attributes, retention and the patrol's schedules. Doing it again changes nothing. */
export async function setup(context: CommandContext): Promise<void> {
  await context.withTemporal(async (client) => {
    const { namespace } = client.options;
    const parts = [await attributes(client), await retention(client), await patrol(client)];
    const commands = parts.flatMap((part) => part.commands ?? []);
    const said = `Namespace ${namespace}: ${parts.map(({ text }) => text).join('; ')}.`;
    const asked = commands.length > 0 ? [adminIsNeeded, ...commands.map((command) => `  ${command}`)] : [];
    const data = Object.assign({ namespace }, ...parts.map((part) => part.data)) as object;
    context.print([said, ...asked].join('\n'), { ...data, commands });
    if (commands.length > 0) process.exitCode = exitCodes.failed;
  });
}

const adminIsNeeded =
  'You may not change the namespace. An administrator of Temporal does it by the following; then run `merganser setup` again:';

async function attributes(client: Client): Promise<Part> {
  const missing = await missingSearchAttributes(client);
  const names = missing.map(({ name }) => name);
  if (missing.length === 0)
    return { text: 'all search attributes were there', data: { registered: [], missing: [] } };
  try {
    await registerSearchAttributes(client, missing);
    return { text: `registered ${names.join(', ')}`, data: { registered: names, missing: [] } };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const create = `temporal operator search-attribute create --namespace ${client.options.namespace}`;
    const commands = missing.map(({ name, type }) => `${create} --name ${name} --type ${type}`);
    return { text: `it lacks ${names.join(', ')}`, data: { registered: [], missing: names }, commands };
  }
}

async function retention(client: Client): Promise<Part> {
  let days: number | undefined;
  try {
    days = await retentionOf(client);
    if (days < wantedRetention) {
      await raiseRetention(client);
      days = wantedRetention;
    }
    return { text: `closed runs are kept for ${days} days`, data: { retentionDays: days } };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const update = `temporal operator namespace update --namespace ${client.options.namespace}`;
    const kept = days === undefined ? 'nobody may say how long' : `for ${days} days`;
    return {
      text: `closed runs are kept ${kept}`,
      data: { retentionDays: days ?? null },
      commands: [`${update} --retention ${wantedRetention}d`],
    };
  }
}

async function patrol(client: Client): Promise<Part> {
  let missing = scheduleIds;
  try {
    const found = await schedulesOf(client);
    missing = found.filter(({ is }) => is === 'missing').map(({ id }) => id);
    for (const id of missing) await createSchedule(client, id);
    const paused = found.filter(({ is }) => is === 'paused').map(({ id }) => id);
    const text = paused.length > 0 ? `paused: ${paused.join(', ')}` : 'the patrol goes round every minute';
    return { text, data: { scheduled: missing, unscheduled: [] } };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const commands = missing.map((id) => createCommand(client.options.namespace, id));
    return { text: 'there is no patrol', data: { scheduled: [], unscheduled: missing }, commands };
  }
}
