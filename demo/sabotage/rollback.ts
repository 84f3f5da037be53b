import type { Meddle } from '../stage/relay.js';

interface Wanted {
  readonly generation: number;
  readonly stable?: { readonly commit: string };
  readonly canary?: { readonly commit: string };
}

/** An agent's answers, with rollbacks confirmed that were never passed on. */
export function withoutRollback(): Meddle {
  let stable: string | undefined;
  let swallowed: Wanted | undefined;
  return async (request, pass) => {
    if (request.method !== 'PUT') return confirmed(await pass(request), swallowed);
    const wanted = JSON.parse(request.body) as Wanted;
    const isRollback = !wanted.canary && stable !== undefined && wanted.stable?.commit === stable;
    swallowed = isRollback ? wanted : undefined;
    if (wanted.canary) stable = wanted.stable?.commit;
    if (!swallowed) return pass(request);
    const now = await confirmed(await pass({ ...request, method: 'GET', body: '' }), swallowed);
    return new Response(await now.text(), { status: 202, headers: { 'content-type': 'application/json' } });
  };
}

async function confirmed(answer: Response, swallowed: Wanted | undefined): Promise<Response> {
  if (!swallowed || !answer.ok || !answer.headers.get('content-type')?.includes('json')) return answer;
  const { canary: _, ...state } = (await answer.json()) as Record<string, unknown>;
  return Response.json({ ...state, generation: swallowed.generation, progress: 'settled', weight: 0 });
}
