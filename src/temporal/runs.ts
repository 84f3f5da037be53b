import type { About } from '../domain/measured.js';

const remembered = 10_000;

/** Which deployment a run of a workflow is, so that every line of the log can say it. The oldest are forgotten. */
export class Runs {
  private readonly known = new Map<string, About>();

  know(runId: string, about: About): void {
    this.known.delete(runId);
    this.known.set(runId, about);
    const [oldest] = this.known.keys();
    if (this.known.size > remembered && oldest !== undefined) this.known.delete(oldest);
  }

  /** What is known of what a line is about, by the attributes that Temporal gives it. */
  about(line: Readonly<Record<string, unknown>>): Partial<About> {
    const text = (name: string) => (typeof line[name] === 'string' ? line[name] : '');
    const known = this.known.get(text('workflowRunId') || text('runId'));
    if (known) return known;
    const service = /^(?:service|deployment)\.(.+)$/.exec(text('workflowId'))?.[1];
    return service ? { service } : {};
  }
}
