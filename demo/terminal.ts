import { styleText } from 'node:util';

/** What is written to: `process.stdout`, or what stands for it in a test. */
export interface Out {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const width = 104;
const indent = '    ';

/** Writes what happens as it happens: several short pieces to a line, each line whole before anything else is said. */
export class Terminal {
  private column = 0;

  constructor(private readonly out: Out) {}

  /** A line of its own. */
  line(text = ''): void {
    this.endLine();
    this.out.write(`${text}\n`);
  }

  /** A piece of the present line, or of the next where it has no room. */
  piece(text: string): void {
    if (this.column > 0 && this.column + text.length + 3 > width) this.endLine();
    const written = this.column === 0 ? `${indent}${text}` : `   ${text}`;
    this.column += written.length;
    this.out.write(written);
  }

  /** The last piece of a line, at its end. */
  mark(text: string, good: boolean): void {
    const gap = ' '.repeat(Math.max(3, width - this.column - text.length));
    this.out.write(`${gap}${this.styled(text, good ? 'green' : 'red')}`);
    this.column = width;
    this.endLine();
  }

  styled(text: string, style: 'green' | 'red' | 'bold'): string {
    return this.out.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;
  }

  private endLine(): void {
    if (this.column > 0) this.out.write('\n');
    this.column = 0;
  }
}

/** `0:42`: minutes and seconds. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
