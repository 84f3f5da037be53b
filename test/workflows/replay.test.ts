import { readdirSync, readFileSync } from 'node:fs';
import { DeterminismViolationError } from '@temporalio/workflow';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import test from 'ava';
import { stories } from '../../scripts/histories/stories.js';
import { payloadConverterPath, workerOptions } from '../../src/temporal/worker-options.js';
import { bundleWithRenamed } from '../helpers/renamed-workflows.js';
import { workflowBundle } from '../helpers/workflow-bundle.js';

const folder = new URL('../histories/', import.meta.url);
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

/** A recorded history; parsed anew for each use, since replaying changes it. */
function recorded(name: string) {
  const text = readFileSync(new URL(`${name}.json`, folder), 'utf8');
  return { text, json: JSON.parse(text) as unknown, events: historyFromJSON(JSON.parse(text)).events ?? [] };
}

const replay = (bundle: WorkflowBundle, history: unknown) =>
  Worker.runReplayHistory(
    { workflowBundle: bundle, dataConverter: { payloadConverterPath }, sinks: workerOptions.sinks },
    history,
  );

/** The types of all activities in a history. */
function activitiesIn(name: string): string[] {
  const types = recorded(name).events.map((e) => e.activityTaskScheduledEventAttributes?.activityType?.name);
  return [...new Set(types)].filter((type) => typeof type === 'string');
}

test('there is a history for every way in which a deployment can end, and one of a service', (t) => {
  t.deepEqual([...names].sort(), [...stories.map(({ name }) => name), 'service'].sort());
});

for (const [index, name] of names.entries()) {
  test.serial(`${name} is replayed`, async (t) => {
    const { json } = recorded(name);
    await t.notThrowsAsync(replay(await workflowBundle(), json));
  });

  test.serial(`${name} with a renamed activity is a determinism violation`, async (t) => {
    // Another one in each history: replaying every pair takes long and finds nothing more.
    const activities = activitiesIn(name);
    const activity = activities[index % activities.length] ?? 'none';
    const replayed = replay(await bundleWithRenamed(activity), recorded(name).json);
    await t.throwsAsync(replayed, { instanceOf: DeterminismViolationError }, activity);
  });

  test(`${name} says nothing of the machine it was recorded on, and is small`, (t) => {
    const { text, events } = recorded(name);
    t.true(text.length < 150_000);
    t.true(text.includes('"sdkMetadata"'));
    const identities = [...text.matchAll(/"identity":"([^"]*)"/g)].map(([, identity]) => identity);
    t.deepEqual(
      new Set(identities.filter((identity) => identity !== 'history-service')),
      new Set(['worker']),
    );
    const decoded = text.replaceAll(/"data":"([^"]*)"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    t.notRegex(decoded, /\/(home|root|Users|tmp|usr)\/|node_modules|\d@|file:/);
    t.true(events.length > 10);
  });
}

test('a history that the command line has written can be read: the right protobufjs is installed', (t) => {
  const { events } = recorded('rolled-out');
  t.is(events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name, 'deployment');
});
