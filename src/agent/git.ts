import { execa, ExecaError } from 'execa';

/** Variables that point git at another repository, as they are set within a git hook. */
const notInherited = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
const timeout = 300_000;

/** Runs git in a bare repository, or anywhere when it is undefined. Never asks for a password. */
export async function git(
  repository: string | undefined,
  args: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  const where = repository === undefined ? [] : ['--git-dir', repository];
  const env = { ...notInherited, GIT_TERMINAL_PROMPT: '0' };
  await execa('git', [...where, ...args], { cancelSignal: stop, timeout, stdin: 'ignore', env });
}

/** Unpacks a tar file into a folder. */
export async function untar(file: string, folder: string, stop: AbortSignal): Promise<void> {
  await execa('tar', ['-xf', file, '-C', folder], { cancelSignal: stop, timeout, stdin: 'ignore' });
}

/** The last thing that a failed command said. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ExecaError)) return String(error);
  const lines = String(error.stderr ?? '')
    .trim()
    .split('\n');
  return lines.findLast((line) => line !== '') ?? error.shortMessage;
}
