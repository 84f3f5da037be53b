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
}

/** A folder that is gone after the test. */
export async function folder(t: { teardown(work: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'merganser-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}
