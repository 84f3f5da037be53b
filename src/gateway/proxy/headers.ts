import type { IncomingMessage } from 'node:http';

/** About one connection only, so never handed on (RFC 9110, 7.6.1). Framing is written anew, so that both ends agree on it. */
const perConnection = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'content-length',
  'upgrade',
];

/** A sender may name any field in `Connection`; without these, the message would be another one. */
const neverDropped = new Set(['host']);

/** The fields of a message that are meant for whom it is handed on to: names and values in turn, as they came. */
export function endToEnd(message: IncomingMessage, ...replaced: string[]): string[] {
  const dropped = new Set([...perConnection, ...listed(message.headers.connection), ...replaced]);
  return pairs(message.rawHeaders)
    .filter(([name]) => {
      const lower = name.toLowerCase();
      return neverDropped.has(lower)
        ? !replaced.includes(lower)
        : !dropped.has(lower) && !lower.startsWith('proxy-');
    })
    .flat();
}

/** Names and values in turn, as pairs. */
export function pairs(raw: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? '']);
}

/** The elements of a field whose value is a list, in lower case. */
export function listed(value = ''): string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');
}

/** For whom a request is handed on. What an earlier proxy has said is kept, and added to. */
export function forwarded({ headers, socket }: IncomingMessage): string[] {
  const from = (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
  const one = (name: string) => headers[name]?.toString();
  const before = one('x-forwarded-for');
  const host = one('x-forwarded-host') ?? headers.host;
  return [
    ...['x-forwarded-for', before ? `${before}, ${from}` : from],
    ...['x-forwarded-proto', one('x-forwarded-proto') ?? 'http'],
    ...(host ? ['x-forwarded-host', host] : []),
  ];
}

/** True when a body is in chunks; false when it is not, undefined when it is coded in another way, which nobody undoes. */
export function isChunked({ headers }: IncomingMessage): boolean | undefined {
  const codings = listed(headers['transfer-encoding']);
  if (codings.length === 0) return false;
  return codings.length === 1 && codings[0] === 'chunked' ? true : undefined;
}
