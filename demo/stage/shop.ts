import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Story } from '../stories.js';

const original = new URL('../cart/', import.meta.url);

/** Git as set up here: neither the person's configuration nor a surrounding repository has a say. */
const env = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
};

/** The sample service's repository: real commits, really merged. */
export class Shop {
  private readonly merges = new Map<string, string>();

  constructor(readonly folder: string) {}

  /** Creates the repository with its first version; returns that commit. */
  async create(web: string, settings = (text: string) => text): Promise<string> {
    mkdirSync(this.folder, { recursive: true });
    await this.git('init', '--quiet', '--initial-branch=main');
    const identity = { 'user.name': 'jane', 'user.email': 'jane@example.com', 'merganser.web': web };
    for (const [key, value] of Object.entries(identity)) await this.git('config', key, value);
    for (const name of ['server.js', 'package.json'])
      copyFileSync(new URL(name, original), join(this.folder, name));
    const text = readFileSync(new URL('merganser.yaml', original), 'utf8');
    writeFileSync(join(this.folder, '.merganser.yaml'), settings(text));
    await this.git('add', '.');
    await this.git('commit', '--quiet', '-m', 'Sell things');
    return this.git('rev-parse', 'HEAD');
  }

  /** Commits a story's change on a branch of its own, merges it into main, and returns the merge. */
  async merge({ name, author, reviewer, branch, edit, mends }: Story): Promise<string> {
    const file = join(this.folder, 'server.js');
    await this.git('checkout', '--quiet', '-b', branch, 'main');
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
    await this.as(author, 'commit', '--quiet', '-am', name);
    await this.git('checkout', '--quiet', 'main');
    const bad = mends === undefined ? undefined : this.merges.get(mends);
    const trailers = [
      `Reviewed-by: ${reviewer} <${reviewer}@example.com>`,
      ...(bad ? [`Fixes-Deployment: ${bad}`] : []),
    ];
    await this.as(author, 'merge', '--quiet', '--no-ff', '-m', name, '-m', trailers.join('\n'), branch);
    const commit = await this.git('rev-parse', 'HEAD');
    this.merges.set(name, commit);
    return commit;
  }

  /** A commit as text, with what it changed. */
  show(commit: string): Promise<string> {
    return this.git('show', '--first-parent', '--format=fuller', '--stat', '-p', commit, '--');
  }

  private as(person: string, ...args: string[]): Promise<string> {
    return this.git('-c', `user.name=${person}`, '-c', `user.email=${person}@example.com`, ...args);
  }

  private async git(...args: string[]): Promise<string> {
    const { stdout } = await execa('git', ['-C', this.folder, ...args], { env, stdin: 'ignore' });
    return stdout;
  }
}
