import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { short } from '../domain/ids.js';
import { planJudge } from '../domain/judge/planning.js';
import { replay, type Recording, type Replayed, type ReplaySettings } from '../domain/judge/recording.js';
import { CommandFailed, exitCodes, type CommandContext } from './context.js';
import { recordingFrom } from './recording-file.js';
import { storyOf, verdictOf } from './recording-story.js';

/** Judges a recorded run again, by the settings it had or by another file's beside them, and prints the story. */
export async function judgeFile(context: CommandContext, file: string, other?: string): Promise<void> {
  const recording = await recordingFrom(file);
  const { id, service, commit, plan } = recording.deployment;
  const stories = [{ name: 'its own settings', settings: plan, ...judged(recording, plan) }];
  if (other !== undefined) {
    const settings = await settingsOf(context, recording, other);
    stories.push({ name: other, settings, ...judged(recording, settings) });
  }
  const text = stories.flatMap(({ name, settings, looks }) => [
    ``,
    `By ${name}:`,
    ...storyOf(recording, settings, looks),
  ]);
  const { outcome } = recording;
  context.print(
    [
      `${service}${commit === undefined ? '' : ` ${short(commit)}`}, deployment ${id}, ${recording.polls.length} looks`,
      ...text,
      ``,
      ...(outcome ? [`What came of it: ${outcome.kind}, ${outcome.why}`] : []),
      ...stories.map(({ name, verdict }) => `By ${name}: ${verdict}`),
    ].join('\n'),
    {
      deployment: { id, service, commit },
      outcome,
      judged: stories.map(({ name, looks, verdict }) => ({
        settings: name,
        verdict,
        looks: looks.map(summary),
      })),
    },
  );
}

function judged(recording: Recording, settings: ReplaySettings) {
  const looks = replay(recording, settings);
  return { looks, verdict: verdictOf(looks) };
}

const summary = ({ at, elapsed, streams, advice, notices }: Replayed) => ({
  ...{ at, elapsed, advice, notices },
  streams: streams.map(({ site, check, evidence, figure }) => ({ site, check, evidence, figure })),
});

/** A platform file with the service, or the `.merganser.yaml` of a service that has its home in its repository. */
async function settingsOf(
  context: CommandContext,
  { deployment: { service, plan } }: Recording,
  file: string,
): Promise<ReplaySettings> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandFailed(`${file} cannot be read: ${error.message}`, exitCodes.usage);
  });
  const settings = parseDocument(text).has('services')
    ? (await context.platform(file)).resolve(service)
    : (await context.platform()).resolve(service, { text, file });
  const { instances, canaryInstances } = settings.run;
  const { calibration, weight } = plan.judge;
  const planned = planJudge({ ...settings, calibration, weight, instances, canaryInstances });
  return { ...planned, checks: settings.checks, policy: settings.policy };
}
