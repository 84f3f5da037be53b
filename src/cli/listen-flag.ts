import { InvalidArgumentError } from 'commander';
import { parseListen } from '../net/listen.js';

/** `--listen`, as it was given. */
export function listenOf(text: string): string {
  try {
    parseListen(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
