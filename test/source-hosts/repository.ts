import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** Git as a fresh machine has it: no configuration of the user's, no hook's environment. */
const env = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

interface CommitOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly author?: string;
}

/** A real git repository for a test, with a branch `main`. */
export class Repository {
  private constructor(readonly path: string) {}

  static async create(path: string): Promise<Repository> {
    const repository = new Repository(path);
    await mkdir(path, { recursive: true });
    await repository.git('init', '--quiet', '--initial-branch=main');
    await repository.git('config', 'user.name', 'jane');
    await repository.git('config', 'user.email', 'jane@example.com');
    return repository;
  }

  async git(...args: string[]): Promise<string> {
    const { stdout } = await execa('git', ['-C', this.path, ...args], { env });
    return stdout;
  }

  /** Writes files and commits them with exactly this message; returns the commit. */
  async commit(
    message: string,
    { files = { 'a.txt': message }, author }: CommitOptions = {},
  ): Promise<string> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, name)), { recursive: true });
      await writeFile(join(this.path, name), content);
    }
    await this.git('add', '--all');
    const by = author ? [`--author=${author}`] : [];
    const commit = ['commit', '--quiet', '--allow-empty', '--cleanup=verbatim', ...by, '-F', '-'];
    await execa('git', ['-C', this.path, ...commit], { env, input: message });
    return this.git('rev-parse', 'HEAD');
  }

  /** Makes so many commits upon the branch at once; returns the last. */
  async commits(count: number): Promise<string> {
    const from = await this.git('rev-parse', 'HEAD');
    const one = (_: unknown, i: number) =>
      `commit refs/heads/main\ncommitter jane <jane@example.com> ${1_700_000_000 + i} +0000\ndata 1\nx\n${i ? '' : `from ${from}\n`}\n`;
    const input = Array.from({ length: count }, one).join('');
    await execa('git', ['-C', this.path, 'fast-import', '--quiet'], { env, input });
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits a message that git itself would not write: its bytes as they are. */
  async rawCommit(message: string): Promise<string> {
    const [tree, parent] = [await this.git('rev-parse', 'HEAD^{tree}'), await this.git('rev-parse', 'HEAD')];
    const who = 'jane <jane@example.com> 1700000000 +0000';
    const input = `tree ${tree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\n${message}`;
    const hash = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
    const { stdout } = await execa('git', ['-C', this.path, ...hash], { env, input });
    await this.git('update-ref', 'HEAD', stdout);
    return stdout;
  }
}

/** A folder that is gone after the test. */
export async function folder(t: { teardown(work: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'merganser-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}
