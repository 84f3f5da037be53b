import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

const keepEveryMs = 60_000;

/** What is left of a ttl, as it stands on disk: on the clock of a boot of the machine, which nobody can set. */
export interface Lease {
  readonly boot: string;
  /** Time since that boot, in ms. */
  readonly at: number;
  readonly leftMs: number;
}

export const newLease = (ttlMs: number): Lease => ({ boot: bootId(), at: msSinceBoot(), leftMs: ttlMs });

/** Runs out unless it is renewed. The time counts on while no agent runs; while the machine is off, nobody can tell. */
export class Ttl {
  #timer?: NodeJS.Timeout;

  /** `keep` writes down what is left, now and then; `expired` is called once, at the end. */
  constructor(
    private readonly keep: (lease: Lease) => void,
    private readonly expired: () => void,
  ) {}

  /** Counts a lease down, in place of the one before. */
  run(lease: Lease | undefined): void {
    this.stop();
    if (lease === undefined) return;
    const own = isOfThisBoot(lease) ? lease : newLease(lease.leftMs);
    if (own !== lease) this.keep(own);
    const left = leftOf(own);
    if (left <= 0) return this.expired();
    const next = () => {
      const rest = newLease(Math.max(0, leftOf(own)));
      this.keep(rest);
      this.run(rest);
    };
    this.#timer = setTimeout(next, Math.min(left, keepEveryMs));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

const leftOf = ({ at, leftMs }: Lease) => leftMs - (msSinceBoot() - at);
const isOfThisBoot = ({ boot, at }: Lease) => boot === bootId() && at <= msSinceBoot();
const msSinceBoot = () => Math.round(uptime() * 1_000);

/** Another one after each boot; the same for ever where the system tells none. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
