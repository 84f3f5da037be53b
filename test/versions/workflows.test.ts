import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import test from 'ava';
import { payloadConverterPath } from '../../src/temporal/worker-options.js';
import { workflowBundle } from '../helpers/workflow-bundle.js';

// A kept bundle holds the SDK of its time: when the SDK's worker can no longer run it, its own tests may go, its histories stay.
const folder = new URL('../fixtures/workflows/', import.meta.url);

const replay = (bundle: WorkflowBundle, history: string) =>
  Worker.runReplayHistory(
    { workflowBundle: bundle, dataConverter: { payloadConverterPath } },
    JSON.parse(history),
  );

for (const version of readdirSync(folder)) {
  const kept = (name: string) =>
    gunzipSync(readFileSync(new URL(`${version}/${name}.gz`, folder))).toString();

  for (const name of ['rolled-out.json', 'service.json']) {
    test.serial(`a worker of ${version} can be replaced by one of today: ${name} goes on`, async (t) => {
      await t.notThrowsAsync(replay(await workflowBundle(), kept(name)));
    });

    test.serial(`the workflows of ${version}, as they were packed, replay ${name}`, async (t) => {
      await t.notThrowsAsync(replay({ code: kept('bundle.js') }, kept(name)));
    });
  }

  test(`the workflows of ${version} say nothing of the machine they were packed on`, (t) => {
    const [, map = ''] = /sourceMappingURL=data:[^,]*,(\S*)/.exec(kept('bundle.js')) ?? [];
    const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] };
    t.true(sources.includes('src/workflows/deployment.ts'));
    t.deepEqual(
      sources.filter((source) => source.startsWith('/') || source.startsWith('..')),
      [],
    );
  });
}
