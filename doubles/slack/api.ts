import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, Faults } from './faults.js';
import { readBody, sendJson } from './http.js';
import { SlackError } from './limits.js';
import { methods, type Arguments, type Workspace } from './methods.js';

function argumentsOf(body: string, contentType: string): Arguments {
  if (!contentType.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  try {
    return (JSON.parse(body) ?? {}) as Arguments;
  } catch {
    throw new SlackError('invalid_json');
  }
}

function requireToken(authorization: string | undefined, args: Arguments) {
  const token = authorization?.replace(/^Bearer /, '') ?? args.token;
  if (typeof token !== 'string' || token === '') throw new SlackError('not_authed');
  if (!token.startsWith('xoxb-')) throw new SlackError('invalid_auth');
}

/** Slack's answer to a call: always status 200, with `ok: false` and a code where it refuses. */
function answer(name: string, request: IncomingMessage, body: string, workspace: Workspace): object {
  try {
    const method = methods[name];
    if (!method) throw new SlackError('unknown_method');
    const args = argumentsOf(body, request.headers['content-type'] ?? '');
    requireToken(request.headers.authorization, args);
    return { ok: true, ...method(args, workspace) };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return {
      ok: false,
      error: error.code,
      ...(error.detail && { response_metadata: { messages: [error.detail] } }),
    };
  }
}

/** What a fault does instead of an answer, before anything is stored. True when the call ended with it. */
async function strike(fault: Fault | undefined, response: ServerResponse): Promise<boolean> {
  switch (fault?.kind) {
    case '429': {
      const seconds = String(Math.ceil((fault.ms ?? 1000) / 1000));
      sendJson(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': seconds });
      return true;
    }
    case '500':
      response.writeHead(500, { 'content-type': 'text/html' }).end('<html>Server Error</html>');
      return true;
    case 'ok-false':
      sendJson(response, 200, { ok: false, error: fault.error ?? 'internal_error' });
      return true;
    case 'down':
    case 'reset-before':
      response.destroy();
      return true;
    case 'slow':
      await sleep(fault.ms ?? 3000);
      return false;
    default:
      return false;
  }
}

/** Serves `/api/<name>`. */
export async function serveApi(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  workspace: Workspace,
  faults: Faults,
): Promise<void> {
  const body = await readBody(request);
  const fault = faults.take(name);
  if (await strike(fault, response)) return;
  const result = answer(name, request, body, workspace);
  if (fault?.kind === 'reset-after') response.destroy();
  else sendJson(response, 200, result);
}
