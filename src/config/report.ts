import type { z } from 'zod';
import { allowedText, findings, valueAt } from './issues.js';
import { ConfigError, formatPath, printable, type Path, type Problem, type Wrongness } from './problems.js';
import { readYaml, type YamlFile } from './yaml.js';

/** A file that is being read, and everything found wrong with it so far. */
export class Report {
  readonly problems: Problem[] = [];
  private readonly yaml: YamlFile;

  constructor(text: string, file: string) {
    this.yaml = readYaml(text, file);
    for (const problem of this.yaml.problems) this.problems.push({ ...problem, file, path: '' });
  }

  /** Whether there is a value to look at; the reason why not is among the problems. */
  get readable(): boolean {
    return this.yaml.value !== undefined;
  }

  add(path: Path, wrong: Wrongness, at: 'key' | 'value' = 'value'): void {
    this.problems.push({
      ...wrong,
      ...this.yaml.position(path, at),
      file: this.yaml.file,
      path: formatPath(path),
    });
  }

  /** What the file says at a path. */
  get(path: Path): unknown {
    return valueAt(this.yaml.value, path);
  }

  has(path: Path): boolean {
    return this.get(path) !== undefined;
  }

  /** Reads what stands at a path; undefined when it is not as the schema says, which is then among the problems. */
  parse<S extends z.ZodType>(schema: S, path: Path): z.output<S> | undefined {
    return this.check(schema, this.get(path), path);
  }

  /** The same for a value that was made from what stands at the path. */
  check<S extends z.ZodType>(schema: S, value: unknown, path: Path): z.output<S> | undefined {
    const result = schema.safeParse(value, { error: allowedText });
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      for (const { path: below, at, wrong } of findings(issue, value))
        this.add([...path, ...below], wrong, at);
    }
    return undefined;
  }

  /** Paths of the elements of a list; none when there is no list. */
  elements(path: Path): Path[] {
    const list = this.get(path);
    return Array.isArray(list) ? list.map((_, i) => [...path, i]) : [];
  }

  /** All that was found wrong. */
  error(): ConfigError {
    return new ConfigError(this.problems);
  }

  /** An error about one thing, placed in this file. */
  only(path: Path, wrong: Wrongness, at: 'key' | 'value' = 'value'): ConfigError {
    return new ConfigError([this.problem(path, wrong, at)]);
  }

  private problem(path: Path, wrong: Wrongness, at: 'key' | 'value'): Problem {
    const position = this.yaml.position(path, at);
    const found = wrong.found === undefined ? {} : { found: printable(wrong.found) };
    return { ...wrong, ...found, ...position, file: this.yaml.file, path: formatPath(path) };
  }
}
