import { condition, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import {
  deploymentControls,
  serviceControls,
  type Control,
  type ControlInput,
} from '../../src/domain/controls.js';
import type { ControlAnswer } from '../../src/domain/deployment.js';
import type { Queue } from '../../src/domain/queue.js';

/** What was said to a workflow, and how. */
export interface Heard {
  readonly how: 'signal' | 'update';
  readonly control: Control;
  readonly input: ControlInput;
}

const known = new Set(['by', 'reason', 'deploymentId', 'commit', 'until', 'sites']);

/** Stands in for a service or a deployment: writes down every control, refuses an input that is none, and does nothing. */
export async function obedient(status: Queue): Promise<void> {
  const heard: Heard[] = [];
  setHandler(defineQuery('status'), () => status);
  setHandler(defineQuery('heard'), () => heard);
  for (const control of [...deploymentControls, ...serviceControls]) {
    setHandler(defineSignal<[ControlInput]>(control), (input) => {
      heard.push({ how: 'signal', control, input });
    });
    setHandler(defineUpdate<ControlAnswer, [ControlInput]>(control), (input) => {
      const foreign = Object.keys(input).filter((key) => !known.has(key));
      if (foreign.length > 0) throw ApplicationFailure.nonRetryable(`no such input: ${foreign.join(', ')}`);
      heard.push({ how: 'update', control, input });
      const accepted = input.reason !== 'refuse-me';
      return { accepted, phase: 'waiting', next: accepted ? `${control} was heard` : 'I was told to' };
    });
  }
  await condition(() => false);
}

/** Knows no control and no query, as a worker of another version might not. */
export async function deaf(): Promise<void> {
  await condition(() => false);
}
