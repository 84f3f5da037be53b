import type { IncomingMessage } from 'node:http';
import { listed, pairs } from './headers.js';
import { hasBody } from './request-head.js';

/**
 * Whether a request to change the protocol is handed on as such. Not one with a body, which would have to be read in
 * the old protocol first, and not one for HTTP/2, which many clients offer with every request: each may be answered as if
 * it had not asked (RFC 9110, 7.8).
 */
export const isTunnel = (request: IncomingMessage) =>
  !hasBody(request) && !listed(request.headers.upgrade).includes('h2c');

/** The head of a request that does not ask for another protocol, as bytes. */
export function withoutUpgrade({ method, url, httpVersion, rawHeaders, headers }: IncomingMessage): Buffer {
  const fields = pairs(rawHeaders).filter(([name]) => !/^(upgrade|connection)$/i.test(name));
  const left = listed(headers.connection).filter((option) => option !== 'upgrade');
  if (left.length > 0) fields.push(['connection', left.join(', ')]);
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${url} HTTP/${httpVersion}\r\n${lines.join('')}\r\n`, 'latin1');
}
