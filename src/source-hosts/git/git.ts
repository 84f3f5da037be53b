import { execa, ExecaError } from 'execa';
import { gitEnvironment, gitProblem } from '../../net/git.js';

interface Limits {
  readonly timeout?: number;
  /** What it reads; nothing by default. */
  readonly input?: string;
  /** It is stopped when it has printed so many characters. */
  readonly most?: number;
}

const localTimeout = 20_000;

/** Runs git and returns what it printed. Throws an error that says why it failed, without passwords of URLs. */
export async function git(args: readonly string[], limits: Limits = {}): Promise<string> {
  const { timeout = localTimeout, input, most } = limits;
  try {
    const bounds = { timeout, ...(most !== undefined && { maxBuffer: most }) };
    const read = input === undefined ? ({ stdin: 'ignore' } as const) : { input };
    const { stdout } = await execa('git', args, {
      env: gitEnvironment,
      ...bounds,
      ...read,
      stripFinalNewline: false,
    });
    return stdout;
  } catch (error) {
    if (error instanceof ExecaError && error.isMaxBuffer && most !== undefined) return String(error.stdout);
    throw new Error(`git: ${gitProblem(error)}`, { cause: codeOf(error) });
  }
}

/** Runs git where exit code 1 is an answer: no. Returns undefined then. */
export async function gitAsk(args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(args);
  } catch (error) {
    if (error instanceof Error && error.cause === 1) return undefined;
    throw error;
  }
}

/** A repository as git takes it: never an option. */
export function fetchable(repository: string): string {
  if (repository === '' || repository.startsWith('-')) {
    throw new Error(`"${repository}" is not a repository. Write a URL or a path that git can fetch from.`);
  }
  return repository;
}

const codeOf = (error: unknown) => (error instanceof ExecaError ? error.exitCode : undefined);
