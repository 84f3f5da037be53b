import type { Registration } from '../config/settings.js';
import type { Merge } from '../domain/change.js';
import { nameOf } from '../domain/commit-message.js';
import { short } from '../domain/ids.js';
import { parsePush } from './payload.js';
import { decidePush, type PushDecision } from './push.js';

/** What is configured, and whom a merge is handed to. */
export interface Receiver {
  readonly registrations: readonly Registration[];
  readonly submit: (service: string, merge: Merge) => Promise<void>;
}

/** An answer to GitHub, and the one line that the log gets for it. */
export interface Answer {
  readonly status: 200 | 202 | 400 | 401 | 413 | 503;
  readonly body: Readonly<Record<string, unknown>>;
  readonly line: string;
  /** For the log only. */
  readonly errors?: readonly string[];
  /** For the log only: what it was a merge of. */
  readonly about?: { readonly services: readonly string[]; readonly commit: string };
}

/** Answers a delivery whose signature was right. */
export async function receive(event: string | undefined, body: string, receiver: Receiver): Promise<Answer> {
  const payload = parseJson(body);
  if (payload === undefined) {
    return refused(400, "The body is not JSON. Set the webhook's content type to application/json.");
  }
  if (event === 'ping') {
    return { status: 200, body: { ok: true }, line: 'ignored: ping, GitHub can reach this starter' };
  }
  if (event !== 'push') return ignored(`event ${nameOf(event ?? '') ?? 'without a name'} is not a push`);
  const push = parsePush(payload);
  if (!push) return refused(400, 'The push names no ref, commit or repository.');
  const decision = decidePush(push, receiver.registrations, new Date().toISOString());
  return decision.kind === 'ignored' ? ignored(decision.reason) : handOver(decision, receiver);
}

/** An answer to what cannot be taken. */
export const refused = (status: 400 | 401 | 413, error: string): Answer => ({
  status,
  body: { error },
  line: `refused: ${error}`,
});

const ignored = (reason: string): Answer => ({
  status: 200,
  body: { ignored: reason },
  line: `ignored: ${reason}`,
});

async function handOver(
  { kind, submissions }: Exclude<PushDecision, { kind: 'ignored' }>,
  { submit }: Receiver,
): Promise<Answer> {
  const results = await Promise.allSettled(submissions.map(({ service, merge }) => submit(service, merge)));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  const told = submissions.map(({ service, merge }) => ({ service, commit: merge.commit }));
  const what = `${short(told[0]?.commit ?? '')} for ${told.map(({ service }) => service).join(', ')}`;
  const about = { services: told.map(({ service }) => service), commit: told[0]?.commit ?? '' };
  if (errors.length > 0) {
    const error = `Temporal did not take ${what}. Redeliver this webhook, or use "merganser deploy".`;
    return { status: 503, body: { error }, line: `failed: ${error}`, errors, about };
  }
  if (kind === 'merged') return { status: 202, body: { accepted: told }, line: `accepted: ${what}`, about };
  const reason = 'a forced push is announced, not deployed';
  return {
    status: 202,
    body: { ignored: reason, announced: told },
    line: `ignored: ${reason}, ${what}`,
    about,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
