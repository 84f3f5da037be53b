import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { SiteReading } from '../domain/judge/reading.js';
import type { RecordedPoll, Recording } from '../domain/judge/recording.js';
import { CommandFailed, exitCodes } from './context.js';
import { builtInPlan, recordedPlan } from './recording-plan.js';

const time = z.iso.datetime({ offset: true, error: 'not an ISO 8601 time with its zone' });
const count = z.int().min(0);
const bucket = z.object({ le: z.number().nullable(), count });
const instance = z
  .object({
    instance: z.string(),
    requests: count,
    errors: count,
    buckets: z.array(bucket).optional(),
    gauges: z.record(z.string(), z.number()).optional(),
  })
  .refine(({ requests, errors }) => errors <= requests, {
    error: 'more errors than requests',
    path: ['errors'],
  });
const instances = z.array(instance);

const reading: z.ZodType<SiteReading> = z.discriminatedUnion('kind', [
  z.object({ site: z.string(), kind: z.literal('counts'), canary: instances, baseline: instances }),
  z.object({ site: z.string(), kind: z.literal('no-data'), baseline: instances, why: z.string() }),
  z.object({ site: z.string(), kind: z.literal('provider-error'), why: z.string() }),
]);

const poll: z.ZodType<RecordedPoll> = z.object({
  at: time,
  polls: z.int().min(1).optional(),
  resumedAt: time.optional(),
  sites: z.array(reading),
});

const head = z.object({
  deployment: z.object({
    id: z.string().default('recorded'),
    service: z.string(),
    commit: z.string().optional(),
    startedAt: time,
    sites: z.array(z.object({ site: z.string(), compared: z.boolean().default(true) })).min(1),
    plan: recordedPlan.optional(),
  }),
});

const tail = z.object({ outcome: z.object({ kind: z.string(), why: z.string() }) });

/** Reads a recording: one JSON value a line, the deployment first, then its looks, then perhaps the outcome. */
export async function recordingFrom(file: string): Promise<Recording> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandFailed(`${file} cannot be read: ${error.message}`, exitCodes.usage);
  });
  return parseRecording(text, file);
}

/** The same from text. Throws CommandFailed with the line that is wrong and why. */
function parseRecording(text: string, file: string): Recording {
  const lines = text.split('\n').map((line, i) => ({ line, n: i + 1, file }));
  const [first, ...rest] = lines.filter(({ line }) => line.trim() !== '');
  if (!first) throw new CommandFailed(`${file} is empty: it is no recording`, exitCodes.usage);
  const { deployment } = read(head, first);
  const last = rest.at(-1);
  const ended = last && tail.safeParse(json(last)).data;
  const looks = ended ? rest.slice(0, -1) : rest;
  if (looks.length === 0) throw new CommandFailed(`${file} has no looks to judge`, exitCodes.usage);
  const polls = looks.map((line) => read(poll, line));
  const startedAt = Date.parse(deployment.startedAt);
  const names = deployment.sites.map(({ site }) => site);
  looks.forEach((line, i) =>
    mustFit(line, polls[i], Date.parse(polls[i - 1]?.at ?? deployment.startedAt), names),
  );
  const plan = deployment.plan ?? builtInPlan(startedAt, names, polls);
  return { deployment: { ...deployment, plan }, polls, ...ended };
}

/** Looks come in the order of time, and of the sites that the first line names. */
function mustFit(line: Line, look: RecordedPoll | undefined, before: number, names: readonly string[]): void {
  if (!look) return;
  if (Date.parse(look.at) < before) throw wrong(line, `at: ${look.at} is before what stands above it`);
  const other = look.sites.find(({ site }) => !names.includes(site));
  if (other) throw wrong(line, `sites: ${other.site} is none of the first line's: ${names.join(', ')}`);
}

interface Line {
  readonly file: string;
  readonly line: string;
  readonly n: number;
}

function read<T>(schema: z.ZodType<T>, line: Line): T {
  const { success, data, error } = schema.safeParse(json(line));
  if (success) return data;
  const [issue] = error.issues;
  throw wrong(line, `${issue?.path.join('.') || 'the line'}: ${issue?.message}`);
}

function json(line: Line): unknown {
  try {
    return JSON.parse(line.line);
  } catch {
    throw wrong(line, `not JSON, or cut off: ${JSON.stringify(line.line.slice(0, 60))}`);
  }
}

const wrong = ({ file, n }: Line, what: string) =>
  new CommandFailed(`${file}, line ${n}: ${what}`, exitCodes.usage);
