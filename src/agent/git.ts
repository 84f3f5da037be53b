import { execa } from 'execa';
import { gitEnvironment, gitProblem } from '../net/git.js';

const timeout = 300_000;

/** Where files are, for the commands that touch them. */
export interface WorkTree {
  readonly folder: string;
  readonly index: string;
}

/** Runs git in a bare repository, or anywhere when it is undefined. Never asks for a password. */
export async function git(
  repository: string | undefined,
  args: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  await gitAnswers(repository, args, stop);
}

/** The same, and returns what it printed. */
export async function gitAnswers(
  repository: string | undefined,
  args: readonly string[],
  stop: AbortSignal,
  at?: WorkTree,
): Promise<string> {
  const where = repository === undefined ? [] : ['--git-dir', repository];
  const tree = at ? ['--work-tree', at.folder] : [];
  const env = { ...gitEnvironment, ...(at && { GIT_INDEX_FILE: at.index }) };
  const options = { cancelSignal: stop, timeout, stdin: 'ignore', env } as const;
  const { stdout } = await execa('git', [...where, ...tree, ...args], {
    ...options,
    ...(at && { cwd: at.folder }),
  });
  return stdout;
}

/** Whether a command fails, as git answers no. */
export function gitFails(repository: string, args: readonly string[], stop: AbortSignal): Promise<boolean> {
  return git(repository, args, stop).then(
    () => false,
    () => true,
  );
}

/** What a failed command gives as its reason, else the last thing that it said. */
export function reasonOf(error: unknown): string {
  const lines = gitProblem(error).split('\n');
  return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? '';
}
