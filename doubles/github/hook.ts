import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askGit, git, noCommit } from './git.js';

/** Where a repository's pushes go, and how GitHub would call it. */
export interface HookOptions {
  /** The starter's webhook address. */
  readonly url: string;
  /** A file with the webhook's secret, which stays out of the hook. */
  readonly secretFile: string;
  readonly branch: string;
  readonly fullName: string;
  readonly web: string;
}

const mark = '# Sends the webhook that GitHub would send (doubles/github).';
/** What the last webhook said was the branch's head. */
const pushedRef = 'refs/merganser/pushed';

/** Makes every commit and merge on a branch of a local repository a push, as if it were merged on GitHub. */
export async function installHook(repositoryPath: string, options: HookOptions): Promise<void> {
  const path = resolve(repositoryPath);
  for (const name of ['post-commit', 'post-merge']) {
    const file = resolve(path, await git(path, 'rev-parse', '--git-path', `hooks/${name}`));
    const there = await readFile(file, 'utf8').catch(() => mark);
    if (!there.includes(mark))
      throw new Error(`${file} is somebody's hook. Move it away, or use another repository.`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, script(path, options));
    await chmod(file, 0o755);
  }
  const head = await askGit(path, 'rev-parse', '--verify', '--quiet', `refs/heads/${options.branch}`);
  const known = await askGit(path, 'rev-parse', '--verify', '--quiet', pushedRef);
  if (head && !known) await git(path, 'update-ref', pushedRef, head);
}

/**
 * Only a terminal is written to directly: whoever reads the output of `git commit` through a pipe would wait for the
 * webhook too.
 */
function script(path: string, { url, secretFile, branch, fullName, web }: HookOptions): string {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const named = {
    repository: path,
    branch,
    url,
    'secret-file': resolve(secretFile),
    'full-name': fullName,
    web,
  };
  const args = Object.entries(named).map(([name, value]) => `--${name} ${quoted(value)}`);
  const node = [process.execPath, '--import', import.meta.resolve('tsx'), main].map(quoted);
  return `#!/bin/sh
${mark}
unset $(git rev-parse --local-env-vars)
cd ${quoted(path)} || exit 0
before=$(git rev-parse --verify --quiet ${pushedRef}) || before=${noCommit}
after=$(git rev-parse --verify --quiet ${quoted(`refs/heads/${branch}`)}) || exit 0
[ "$before" = "$after" ] && exit 0
git update-ref ${pushedRef} "$after" "$before" || exit 0
[ -t 2 ] || exec 2>>"$(git rev-parse --git-path merganser-push.log)"
${node.join(' ')} ${args.join(' ')} --before "$before" --after "$after" </dev/null >/dev/null &
`;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
