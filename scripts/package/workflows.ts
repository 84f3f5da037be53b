import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { payloadConverterPath, workflowsPath } from '../../src/temporal/worker-options.js';

const root = path.resolve(import.meta.dirname, '..', '..');

/**
 * The workflows and the payload converter in one text, for `workflowBundle` of a worker. It says nothing of the machine it
 * was made on: its source map names files from the repository's root, without their text.
 */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath,
    logger: quiet,
    webpackConfigHook: (config) => ({
      ...config,
      context: root,
      devtool: 'inline-nosources-source-map',
      output: { ...config.output, devtoolModuleFilenameTemplate: fromRoot },
    }),
  });
  return code;
}

const fromRoot = ({ absoluteResourcePath }: { absoluteResourcePath: string }) =>
  path.relative(root, absoluteResourcePath);

const say = () => undefined;
const quiet = { log: say, trace: say, debug: say, info: say, warn: say, error: say };
