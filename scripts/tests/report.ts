import { Parser, type Result } from 'tap-parser';

/** A test as AVA reported it. Titles carry the file before them, as in `domain › ids › is stable`. */
export interface TestResult {
  readonly title: string;
  readonly details?: string;
}

/** What AVA said about a run; the counts are those of its own summary. */
export interface Report {
  readonly passed: readonly TestResult[];
  readonly failed: readonly TestResult[];
  readonly counts: { readonly passed: number; readonly failed: number } | undefined;
}

/** Reads AVA's TAP as it comes. */
export class ReportReader {
  readonly #parser = new Parser();
  readonly #passed: TestResult[] = [];
  readonly #failed: TestResult[] = [];
  readonly #summary = new Map<string, number>();

  constructor() {
    this.#parser.on('assert', (result: Result) => this.#take(result));
    this.#parser.on('comment', (comment: string) => {
      const [, word, count] = /^# (pass|fail) (\d+)$/.exec(comment.trim()) ?? [];
      if (word) this.#summary.set(word, Number(count));
    });
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  /** How far the run is, in words. */
  get progress(): string {
    const failed = this.#failed.length > 0 ? `, ${this.#failed.length} failed` : '';
    return `${this.#passed.length} passed${failed}`;
  }

  end(): Report {
    this.#parser.end();
    const [passed, failed] = [this.#summary.get('pass'), this.#summary.get('fail')];
    const counts = passed === undefined || failed === undefined ? undefined : { passed, failed };
    return { passed: this.#passed, failed: this.#failed, counts };
  }

  #take({ ok, skip, todo, fullname, name, diag }: Result): void {
    if (skip || todo) return;
    const title = name || fullname;
    if (ok) this.#passed.push({ title });
    else this.#failed.push({ title, details: describe(diag) });
  }
}

interface Diagnosis {
  readonly name?: string;
  readonly message?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly at?: string;
}

function describe(diag: unknown): string {
  if (typeof diag !== 'object' || diag === null) return '';
  const { name, message, details, at } = diag as Diagnosis;
  const values = Object.entries(details ?? {});
  return [
    [name, message].filter(Boolean).join(': '),
    ...values.map(([label, value]) => `${label}\n${String(value)}`),
    at ? `at ${at}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}
