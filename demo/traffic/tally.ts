/** What became of the requests so far. */
export interface Counts {
  readonly sent: number;
  /** No answer from any version of the service: connection errors, and answers that the proxy had to make itself. */
  readonly lostByMerganser: number;
  /** Errors that the service answered itself. */
  readonly failedByService: number;
  /** Why requests were lost, and how many for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Counts requests by who is to blame. */
export class Tally {
  private requests = 0;
  private lostOnes = 0;
  private failed = 0;
  private readonly reasons = new Map<string, number>();

  sent(): void {
    this.requests += 1;
  }

  /** A version of the service names itself in what it answers; what is not named was answered in its place. */
  answered(status: number, version: string | string[] | undefined): void {
    if (version === undefined) this.lost(`status ${status} from the proxy`);
    else if (status >= 500) this.failed += 1;
  }

  lost(reason: string): void {
    this.lostOnes += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  get counts(): Counts {
    return {
      sent: this.requests,
      lostByMerganser: this.lostOnes,
      failedByService: this.failed,
      reasons: Object.fromEntries(this.reasons),
    };
  }
}
