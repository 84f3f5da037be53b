import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Mutant } from './list.js';

const root = join(import.meta.dirname, '..', '..');
const parts = [
  'src',
  'test/domain',
  'test/helpers',
  'scripts',
  'package.json',
  'tsconfig.json',
  'ava.config.js',
];

/** A copy of what the judge's tests need, in which mutants live one after the other. */
export class Tree {
  readonly #folder = mkdtempSync(join(tmpdir(), 'merganser-mutants-'));

  constructor() {
    for (const part of parts) cpSync(join(root, part), join(this.#folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'));
  }

  /** The first tests that are red with the mutant, or without any. Throws where the mutant fits no more. */
  async redWith(mutant?: Mutant): Promise<readonly string[]> {
    if (!mutant) return this.#red();
    const file = join(this.#folder, 'src/domain/judge', mutant.file);
    const text = readFileSync(file, 'utf8');
    if (text.split(mutant.from).length !== 2)
      throw new Error(`${mutant.name}: "${mutant.from}" is not exactly once in ${mutant.file}`);
    writeFileSync(
      file,
      text.replace(mutant.from, () => mutant.to),
    );
    try {
      return await this.#red();
    } finally {
      writeFileSync(file, text);
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  async #red(): Promise<readonly string[]> {
    const args = ['ava', '--tap', '--fail-fast', 'test/domain/judge/*.test.ts'];
    const { stdout, stderr, failed } = await execa('npx', args, { cwd: this.#folder, reject: false });
    const red = [...stdout.matchAll(/^not ok \d+ - (.*)$/gm)].map(([, title = '']) => title);
    if (failed && red.length === 0) throw new Error(`the tests did not run: ${stderr.slice(-2_000)}`);
    return red;
  }
}
