import { execa, ExecaError } from 'execa';

const timeout = 300_000;

const fixed = {
  // These point git at another repository, as they are set within a git hook.
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  // What git starts, such as ssh, has no use for the agent's secrets.
  MERGANSER_AGENT_TOKEN: undefined,
  MERGANSER_AGENT_TOKEN_OLD: undefined,
  // A repository is chosen by configuration: `ext::` and other helpers would run commands.
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

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
  const env = { ...fixed, ...(at && { GIT_INDEX_FILE: at.index }) };
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
  if (!(error instanceof ExecaError)) return error instanceof Error ? error.message : String(error);
  const lines = String(error.stderr ?? '')
    .trim()
    .split('\n');
  const reason = lines.find((line) => /^(fatal|error):/.test(line));
  return withoutPasswords(reason ?? lines.findLast((line) => line !== '') ?? error.shortMessage);
}

/** URLs may carry a user and a token. */
export const withoutPasswords = (text: string) => text.replace(/\/\/[^/@\s]+@/g, '//');
