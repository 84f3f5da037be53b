/** What can be made to go wrong with API calls. */
export const faultKinds = ['429', '500', 'reset-before', 'reset-after', 'slow', 'ok-false', 'down'] as const;

/** Body of `POST /_double/fault`. */
export interface Fault {
  readonly kind: (typeof faultKinds)[number];
  /** How many calls it hits. Default 1; `down` without `count` and `ms` lasts until `DELETE /_double/fault`. */
  readonly count?: number;
  /** 429: what Retry-After says (in whole seconds, rounded up). slow: the delay. down: how long. */
  readonly ms?: number;
  /** Only calls of this method, e.g. `chat.postMessage`. */
  readonly method?: string;
  /** ok-false: the code answered instead of `internal_error`. */
  readonly error?: string;
}

/** The faults that are waiting for a call, first come first served. */
export class Faults {
  #waiting: { fault: Fault; left: number; until: number }[] = [];

  add(fault: Fault) {
    const lasting = fault.kind === 'down' && fault.count === undefined;
    this.#waiting.push({
      fault,
      left: lasting ? Infinity : (fault.count ?? 1),
      until: fault.kind === 'down' && fault.ms !== undefined ? Date.now() + fault.ms : Infinity,
    });
  }

  clear() {
    this.#waiting = [];
  }

  /** The fault that hits a call of `method`, used up by one. */
  take(method: string): Fault | undefined {
    this.#waiting = this.#waiting.filter(({ left, until }) => left > 0 && Date.now() < until);
    const hit = this.#waiting.find(({ fault }) => !fault.method || fault.method === method);
    if (hit) hit.left -= 1;
    return hit?.fault;
  }

  get pending(): readonly Fault[] {
    return this.#waiting.filter(({ left, until }) => left > 0 && Date.now() < until).map((w) => w.fault);
  }
}

/** Reads a fault from a request body; undefined when it is none. */
export function faultOf(body: unknown): Fault | undefined {
  const fault = body as Partial<Fault> | null;
  return faultKinds.some((kind) => kind === fault?.kind) ? (fault as Fault) : undefined;
}
