import {
  type IncomingMessage,
  type OutgoingMessage,
  type ServerResponse,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';
import { short } from '../../domain/ids.js';
import type { Exchange } from './exchange.js';
import { endToEnd, isChunked, pairs } from './headers.js';
import { breakOff, refuse } from './refusal.js';

/** Hands an instance's answer on to the client, as it comes. When the instance breaks off, the client sees that too. */
export function handOn(answer: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
  // What is to be said of it is said when it closes.
  answer.on('error', () => undefined);
  if (!writeHead(answer, response, exchange)) {
    exchange.failed();
    answer.destroy();
    refuse(response, 502, `${nameOf(exchange)} answered something that is not HTTP.`);
    return;
  }
  pour(answer, response);
  answer.once('close', () => {
    if (answer.complete || response.destroyed) return;
    exchange.failed();
    breakOff(response);
  });
}

export const nameOf = ({ upstream }: Exchange) => `The instance of version ${short(upstream.commit)}`;

/** A body, and the trailers behind it. Of more than the other end takes there is nothing in memory. */
export function pour(from: IncomingMessage, to: OutgoingMessage): void {
  let begun = false;
  from.once('data', () => (begun = true));
  from.once('end', () => {
    begun = true;
    to.addTrailers(pairs(from.rawTrailers).filter(mayBeWritten));
    to.end();
  });
  from.pipe(to, { end: false });
  // The head does not wait for a body that takes its time, but one that is there goes with it.
  setImmediate(() => {
    if (!begun && !to.destroyed) to.flushHeaders();
  });
}

function mayBeWritten([name, value]: [name: string, value: string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** False when there is no way of handing it on. */
function writeHead(answer: IncomingMessage, response: ServerResponse, { upstream }: Exchange): boolean {
  const { statusCode = 0, headers } = answer;
  const chunked = isChunked(answer);
  if (statusCode < 200 || chunked === undefined) return false;
  const length = headers['content-length'];
  const fields = [
    ...endToEnd(answer, 'x-merganser-version'),
    ...(length === undefined ? [] : ['content-length', length]),
    ...(headers.trailer && chunked && mayHaveChunks(response, statusCode)
      ? ['trailer', headers.trailer]
      : []),
    ...['x-merganser-version', short(upstream.commit)],
  ];
  try {
    response.writeHead(statusCode, fields);
    return true;
  } catch {
    // Node is stricter in what it writes than in what it reads.
    return false;
  }
}

const mayHaveChunks = ({ req }: ServerResponse, status: number) =>
  req.httpVersionMinor > 0 && req.method !== 'HEAD' && status !== 204 && status !== 304;
