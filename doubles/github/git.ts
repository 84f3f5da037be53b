import { execa } from 'execa';

/** Variables by which a git hook points git at its own repository. */
const env = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };

/** Runs git in a repository and returns what it printed. */
export async function git(repository: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa('git', ['-C', repository, ...args], { env, stdin: 'ignore' });
  return stdout;
}

/** For a yes or no, or something that need not be there: undefined when git says no. */
export const askGit = (repository: string, ...args: string[]): Promise<string | undefined> =>
  git(repository, ...args).catch(() => undefined);

/** In a push: the commit of a branch that was not, or is no more. */
export const noCommit = '0'.repeat(40);
