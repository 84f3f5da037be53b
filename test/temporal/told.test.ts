import type { WorkflowInfo } from '@temporalio/workflow';
import test from 'ava';
import type { Measured } from '../../src/domain/measured.js';
import { workerSinks } from '../../src/temporal/told.js';

test('the end of a run that is told twice is counted once', (t) => {
  const ended: Measured[] = [];
  const sinks = workerSinks({ began: () => undefined, ended: (measured) => ended.push(measured) });
  const tell = (runId: string) => {
    // Of what the SDK knows of a run the sink reads its id alone.
    const info = { runId } as Partial<WorkflowInfo> as WorkflowInfo;
    const measured = { deployment: 'abc123', service: 'cart', outcome: 'rolled-out', seconds: 3 } as const;
    void sinks.worker.ended.fn(info, measured);
  };
  tell('one');
  tell('one');
  tell('two');
  t.is(ended.length, 2);
});
