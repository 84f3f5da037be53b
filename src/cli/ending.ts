import { CommanderError } from 'commander';
import { CommandFailed, exitCodes } from './context.js';

/** How a command ends that threw: the exit code, and the sentence to say. Commander has printed its own. */
export function endingOf(error: unknown): { readonly exitCode: number; readonly says?: string } {
  if (error instanceof CommanderError)
    return { exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage };
  const says = error instanceof Error ? error.message : String(error);
  return { exitCode: error instanceof CommandFailed ? error.exitCode : exitCodes.failed, says };
}
