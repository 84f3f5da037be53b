import { Client, Connection } from '@temporalio/client';
import { recordOf } from './history.js';
import { factsOf, type RunFacts } from './run.js';

/** A deployment as Temporal sees it. */
export interface SeenRun {
  readonly runId: string;
  readonly closed: boolean;
  /** Temporal's own word for how it stands, and the search attribute beside it. */
  readonly status: string;
  readonly outcomeAttribute?: string;
}

/** Reads deployments from Temporal: found by their commit, described, and read from their histories. */
export class TemporalReader {
  private constructor(
    private readonly client: Client,
    private readonly connection: Connection,
  ) {}

  static async connect(address: string): Promise<TemporalReader> {
    const connection = await Connection.connect({ address });
    return new TemporalReader(new Client({ connection }), connection);
  }

  /** The latest deployment of a commit; undefined before it is visible. */
  async find(service: string, commit: string): Promise<SeenRun | undefined> {
    const query = `WorkflowId = 'deployment.${service}' AND MerganserCommit = '${commit}'`;
    for await (const { runId } of this.client.workflow.list({ query })) {
      const { status, searchAttributes } = await this.handle(service, runId).describe();
      const outcomeAttribute = searchAttributes.MerganserOutcome?.[0];
      return {
        runId,
        closed: status.name !== 'RUNNING',
        status: status.name,
        ...(typeof outcomeAttribute === 'string' && { outcomeAttribute }),
      };
    }
    return undefined;
  }

  async facts(service: string, runId: string): Promise<RunFacts> {
    return factsOf(recordOf(await this.handle(service, runId).fetchHistory()));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private handle(service: string, runId: string) {
    return this.client.workflow.getHandle(`deployment.${service}`, runId);
  }
}
