import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Version } from '../../src/domain/release.js';

const server = new URL('../fixtures/sample-service/server.js', import.meta.url);

export interface ServiceRepository {
  readonly folder: string;
  /** Commits a change; the version runs the sample service, changed as `own` says. */
  commit(own?: Partial<Version>): Promise<Version>;
  /** Writes a file beside the committed ones. */
  write(file: string, content: string): void;
  /** Runs git in the folder; returns what it prints. */
  git(...args: string[]): Promise<string>;
  readonly remove: () => void;
}

/** A real git repository with the sample service in it. */
export async function serviceRepository(): Promise<ServiceRepository> {
  const folder = mkdtempSync(join(tmpdir(), 'merganser-repository-'));
  const git = async (...args: string[]) => (await execa('git', args, { cwd: folder, env: gitEnv })).stdout;
  await git('init', '--quiet', '--initial-branch=main');
  copyFileSync(server, join(folder, 'server.js'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  let count = 0;
  const commit = async (own: Partial<Version> = {}): Promise<Version> => {
    writeFileSync(join(folder, 'change.txt'), `${++count}`);
    await git('add', '.');
    await git('commit', '--quiet', '-m', `Change ${count}`);
    return { ...sampleVersion, commit: await git('rev-parse', 'HEAD'), repository: folder, ...own };
  };
  return {
    folder,
    commit,
    git,
    write: (file, content) => writeFileSync(join(folder, file), content),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const sampleVersion = {
  start: 'node server.js',
  health: { path: '/health', interval: 50, timeout: 5_000 },
  env: {},
  instances: 1,
  canaryInstances: 1,
};

const gitEnv = {
  GIT_AUTHOR_NAME: 'Jane',
  GIT_AUTHOR_EMAIL: 'jane@example.com',
  GIT_COMMITTER_NAME: 'Jane',
  GIT_COMMITTER_EMAIL: 'jane@example.com',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
};
