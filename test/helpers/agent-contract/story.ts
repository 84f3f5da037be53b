import { processTarget } from '../../../src/deploy-targets/process/index.js';
import { Unhealthy } from '../../../src/deploy-targets/target.js';
import type { Desired, Version } from '../../../src/domain/release.js';
import { scrapeProvider } from '../../../src/metric-providers/scrape/index.js';

/** What a worker asks of an agent, by the port it asks through. */
export type Call =
  | { readonly of: 'observe' }
  | { readonly of: 'apply'; readonly want: Omit<Desired, 'at'> }
  | { readonly of: 'read'; readonly canary: string }
  | { readonly of: 'past'; readonly interval: number };

export interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** The body is text where it is no JSON. */
  readonly answer: { readonly status: number; readonly body: unknown };
}

/** What a worker made of the answers: a result, or an error by its name. */
export interface Outcome {
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly output?: readonly string[] };
}

/** A call, what went over the wire for it, and what came of it. */
export interface Recorded {
  readonly name: string;
  readonly call: Call;
  readonly exchanges: readonly Exchange[];
  readonly outcome: Outcome;
}

export const token = 'the-token-of-the-agent';
export const site = 'site_1';
export const service = 'shop';
/** Of the agent's history, in ms. */
export const grain = 100;

/** The versions of the story. */
export interface Cast {
  readonly stable: Version;
  readonly canary: Version;
  /** It never gets healthy. */
  readonly broken: Version;
}

/** All that a worker asks an agent in the lives of deployments, in order. */
export function story({ stable, canary, broken }: Cast): readonly Pick<Recorded, 'name' | 'call'>[] {
  const apply = (want: Partial<Desired> & { generation: number }): Call => {
    return { of: 'apply', want: { owner: 'merganser', weight: 0, ...want } };
  };
  return [
    { name: '01-observe-nothing', call: { of: 'observe' } },
    { name: '02-deploy-the-first', call: apply({ generation: 1_002, stable }) },
    {
      name: '03-start-a-canary',
      call: apply({ generation: 2_001, stable, canary, weight: 0.5, ttlMs: 60_000 }),
    },
    { name: '04-read-metrics', call: { of: 'read', canary: canary.commit } },
    { name: '05-read-the-past', call: { of: 'past', interval: grain } },
    {
      name: '06-start-a-broken-one',
      call: apply({ generation: 3_001, stable, canary: broken, weight: 0.5 }),
    },
    { name: '07-be-too-late', call: apply({ generation: 2_002, stable: canary }) },
    { name: '08-be-another', call: apply({ generation: 4_001, stable, owner: 'other' }) },
    { name: '09-change-what-a-generation-means', call: apply({ generation: 3_001, stable: canary }) },
    { name: '10-roll-back', call: apply({ generation: 3_003, stable }) },
    { name: '11-observe', call: { of: 'observe' } },
    { name: '12-remove', call: apply({ generation: 5_003 }) },
  ];
}

/** Makes a call through today's client. */
export async function perform(call: Call, url: string): Promise<Outcome> {
  try {
    return { result: await answered(call, url) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const output = error instanceof Unhealthy ? { output: error.output } : {};
    return { error: { name: error.name, ...output } };
  }
}

/** Of a reading and a past only what is no matter of their inner form. */
async function answered(call: Call, url: string): Promise<unknown> {
  const { signal } = new AbortController();
  const at = { site, service, target: { type: 'process', url } };
  const [target, metrics] = [processTarget({ token }), scrapeProvider({ token })];
  switch (call.of) {
    case 'observe':
      return target.observe(at, signal);
    case 'apply':
      return target.apply({ at, ...call.want }, signal);
    case 'read':
      return (await metrics.read({ service, sites: [at], canary: call.canary }, undefined, signal)).sites;
    case 'past':
      return (await metrics.past({ service, sites: [at], interval: call.interval }, signal)).map(
        ({ site, kind }) => ({ site, kind }),
      );
  }
}
