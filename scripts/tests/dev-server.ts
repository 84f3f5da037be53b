import { TestWorkflowEnvironment } from '@temporalio/testing';
import { searchAttributes } from '../../src/temporal/search-attributes.js';

/** A Temporal dev server of our own on free ports, with Merganser's search attributes; in memory without a file for it. */
export function startDevServer(cli: string, dbFilename?: string): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createLocal({
    server: {
      ...(dbFilename !== undefined && { dbFilename }),
      executable: { type: 'existing-path', path: cli },
      searchAttributes: Object.values(searchAttributes),
      // Its banner would stand in the middle of our own lines.
      extraArgs: ['--output', 'none'],
      log: { format: 'pretty', level: 'never' },
    },
  });
}
