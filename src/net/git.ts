import { ExecaError } from 'execa';

/** For every git that is started: what it must not do, whoever it fetches for. */
export const gitEnvironment = {
  // These point git at another repository, as they are set within a git hook.
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  // What git starts, such as ssh, has no use for these.
  MERGANSER_AGENT_TOKEN: undefined,
  MERGANSER_AGENT_TOKEN_OLD: undefined,
  // A repository is chosen by configuration: `ext::` and other helpers would run commands.
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  // Nobody would answer.
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Why git failed: all that it said, without passwords, or what kept it from saying anything. */
export function gitProblem(error: unknown): string {
  if (!(error instanceof ExecaError))
    return withoutPasswords(error instanceof Error ? error.message : String(error));
  if (error.code === 'ENOENT') return 'could not be started. Install it, or put it on PATH.';
  const said = String(error.stderr ?? '').trim();
  return withoutPasswords(error.timedOut || said === '' ? error.shortMessage : said);
}

/** URLs may carry a user and a token. */
export const withoutPasswords = (text: string) => text.replace(/\/\/[^/@\s]+@/g, '//');
