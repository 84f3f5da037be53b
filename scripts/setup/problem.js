/** A step that could not be done: what was tried, and what the person at the keyboard can do. */
export class SetupProblem extends Error {
  /**
   * @param {string} message
   * @param {{ tried?: readonly (readonly [what: string, result: string])[], help: string }} rest
   */
  constructor(message, { tried = [], help }) {
    super(message);
    this.name = 'SetupProblem';
    this.tried = tried;
    this.help = help;
  }

  /**
   * The problem as it is printed: the sentence, the attempts, the way out.
   *
   * @override
   */
  toString() {
    const width = Math.max(0, ...this.tried.map(([what]) => what.length));
    const attempts = this.tried.map(([what, result]) => `    ${what.padEnd(width)}   ${result}`);
    return [`✗ ${this.message}`, ...attempts, `  ${this.help}`].join('\n');
  }
}
