import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { DeploymentView, Phase } from '../../../src/domain/deployment.js';
import { deploymentWorkflowId, serviceWorkflowId } from '../../../src/domain/ids.js';
import type { Queue } from '../../../src/domain/queue.js';
import { until } from '../../helpers/until.js';

const patience = 110_000;
/** Asking costs the worker work. */
const pauseMs = 80;

/** A service's deployments, as the Temporal server and its worker know them. */
export class Deployments {
  constructor(
    private readonly client: Client,
    private readonly service: string,
  ) {}

  /** Waits until the deployment of a commit is in a phase. */
  reach(commit: string, phase: Phase): Promise<DeploymentView> {
    return this.untilView((view) => view.commit === commit && view.phase === phase);
  }

  /** Waits until the deployment of a commit is done, and its service knows. */
  async done(commit: string): Promise<DeploymentView> {
    const view = await this.reach(commit, 'done');
    await until(
      async () => ((await this.queue()).ended.some(({ id }) => id === view.id) ? true : undefined),
      patience,
    );
    return view;
  }

  untilView(is: (view: DeploymentView) => boolean): Promise<DeploymentView> {
    const handle = this.client.workflow.getHandle(deploymentWorkflowId(this.service));
    let last: unknown;
    return until(
      async () => {
        // It may not have begun, and a worker that was killed answers nothing.
        const view = await this.client
          .withDeadline(Date.now() + 5_000, () => handle.query<DeploymentView>('status'))
          .catch((error: unknown) => void (last = error));
        if (view && is(view)) return view;
        last = view ?? last;
        await sleep(pauseMs);
        return undefined;
      },
      patience,
      () => `; the last answer: ${inspect(last, { breakLength: Infinity })}`,
    );
  }

  /** Signals the running deployment, as any program may. */
  async signal(name: string, input: object): Promise<void> {
    await this.client.workflow.getHandle(deploymentWorkflowId(this.service)).signal(name, input);
  }

  /** The activities of the running deployment that a worker has begun and not ended. */
  async begun(): Promise<readonly string[]> {
    const { raw } = await this.client.workflow.getHandle(deploymentWorkflowId(this.service)).describe();
    const { PENDING_ACTIVITY_STATE_STARTED } = proto.temporal.api.enums.v1.PendingActivityState;
    return (raw.pendingActivities ?? [])
      .filter(({ state }) => state === PENDING_ACTIVITY_STATE_STARTED)
      .map(({ activityType }) => activityType?.name ?? '');
  }

  queue(): Promise<Queue> {
    return this.client.workflow.getHandle(serviceWorkflowId(this.service)).query<Queue>('status');
  }
}
