import { connect, type Socket } from 'node:net';
import { until } from './until.js';

/** One end of a connection, byte by byte. */
export interface Wire {
  readonly socket: Socket;
  send(text: string): void;
  /** Ends this side only. */
  end(): void;
  /** Everything that has come since the last match, once that holds this. */
  sees(pattern: RegExp | string): Promise<string>;
  /** How the other side ended it: an error code, or nothing. */
  readonly closed: Promise<string | undefined>;
  /** The other side has ended its side, or all. */
  readonly ended: Promise<void>;
}

export function wireOn(socket: Socket): Wire {
  let seen = '';
  let code: string | undefined;
  socket.on('data', (chunk) => (seen += chunk.toString('latin1')));
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code));
  const closed = new Promise<string | undefined>((resolve) => socket.once('close', () => resolve(code)));
  const ended = new Promise<void>((resolve) => socket.once('end', resolve).once('close', () => resolve()));
  const sees = async (pattern: RegExp | string) => {
    const found = await until(() => endOf(seen, pattern), 10_000).catch(() => {
      throw new Error(`no ${String(pattern)} in ${JSON.stringify(seen)}`);
    });
    const part = seen.slice(0, found);
    seen = seen.slice(found);
    return part;
  };
  return {
    socket,
    send: (text) => void socket.write(text, 'latin1'),
    end: () => void socket.end(),
    sees,
    closed,
    ended,
  };
}

export const wireTo = (port: number) => wireOn(connect({ port, host: '127.0.0.1', allowHalfOpen: true }));

/** Where the match ends; nothing when there is none yet. */
function endOf(seen: string, pattern: RegExp | string): number | undefined {
  if (typeof pattern === 'string') {
    const at = seen.indexOf(pattern);
    return at < 0 ? undefined : at + pattern.length;
  }
  const match = pattern.exec(seen);
  return match ? match.index + match[0].length : undefined;
}
