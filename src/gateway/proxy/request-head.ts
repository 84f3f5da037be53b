import type { IncomingMessage, RequestOptions } from 'node:http';
import { endToEnd, forwarded, isChunked, listed } from './headers.js';
import type { Upstream } from './upstream.js';

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const emptyUnlessTold = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'DELETE', 'CONNECT']);

export const isIdempotent = ({ method = '' }: IncomingMessage) => idempotent.has(method);

/** It changes nothing and there is no body that would be gone: it can be given twice. */
export const isRepeatable = (request: IncomingMessage) => safe.has(request.method ?? '') && !hasBody(request);

export const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The request as an instance gets it. */
export function requestHead(request: IncomingMessage, { port }: Upstream, upgrade?: string): RequestOptions {
  const { host, path } = targetOf(request);
  const headers = [
    ...(host === undefined ? [] : ['host', host]),
    ...endToEnd(
      request,
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      ...(host ? ['host'] : []),
    ),
    ...forwarded(request),
    ...framing(request),
    ...connection(request, upgrade),
  ];
  return { host: '127.0.0.1', port, method: request.method, path, headers };
}

/** A request may name the whole URL, which then says the host as well (RFC 9112, 3.2.2). HTTP/1.0 needs no host at all. */
function targetOf({ url = '/', headers, method }: IncomingMessage): { host?: string; path: string } {
  const [, authority, rest = ''] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(url) ?? [];
  if (authority === undefined) return { path: url, ...(headers.host === undefined && { host: 'localhost' }) };
  const all = method === 'OPTIONS' && rest === '';
  return { host: authority, path: all ? '*' : rest.startsWith('/') ? rest : `/${rest}` };
}

function framing(request: IncomingMessage): string[] {
  const { headers, method = '' } = request;
  if (isChunked(request))
    return ['transfer-encoding', 'chunked', ...(headers.trailer ? ['trailer', headers.trailer] : [])];
  const length = headers['content-length'] ?? (emptyUnlessTold.has(method) ? undefined : '0');
  return length === undefined ? [] : ['content-length', length];
}

function connection({ headers }: IncomingMessage, upgrade?: string): string[] {
  if (upgrade !== undefined) return ['connection', 'upgrade', 'upgrade', upgrade];
  const trailers = listed(headers.te?.toString()).includes('trailers');
  return trailers ? ['te', 'trailers', 'connection', 'te'] : [];
}
