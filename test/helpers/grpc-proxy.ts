import { once } from 'node:events';
import {
  connect,
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

/** A refusal, as a gRPC server says it. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

export interface GrpcProxyOptions {
  /** host:port of the server behind it. */
  readonly to: string;
  /** Speaks TLS with it. */
  readonly tls?: SecureServerOptions;
  /** What is refused instead of handed on. */
  readonly refuse?: (path: string, headers: IncomingHttpHeaders) => Refusal | undefined;
}

/** A real proxy in front of a real Temporal, as one that ends TLS or checks who calls. */
export interface GrpcProxy {
  readonly port: number;
  /** Paths of the calls that came, the newest last. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

export async function grpcProxy({ to, tls, refuse }: GrpcProxyOptions): Promise<GrpcProxy> {
  const upstream = connect(`http://${to}`);
  upstream.on('error', () => undefined);
  const server: Http2Server | Http2SecureServer = tls ? createSecureServer(tls) : createServer();
  const sessions = new Set<ServerHttp2Session>();
  const calls: string[] = [];
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const path = String(headers[':path']);
    calls.push(path);
    const refusal = refuse?.(path, headers);
    if (refusal) refuseWith(stream, refusal);
    else handOn(stream, upstream.request({ ...headers, ':authority': to }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const session of sessions) session.destroy();
    upstream.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, calls, close };
}

function refuseWith(stream: ServerHttp2Stream, { code, message }: Refusal): void {
  const status = { 'grpc-status': String(code), 'grpc-message': encodeURIComponent(message) };
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
  stream.on('error', () => undefined);
  stream.resume();
}

function handOn(stream: ServerHttp2Stream, call: ReturnType<ReturnType<typeof connect>['request']>): void {
  let trailers: IncomingHttpHeaders = {};
  call.on('response', (headers, flags) => {
    // An error may come as trailers alone.
    const alone = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    if (!stream.destroyed) stream.respond(headers, alone ? { endStream: true } : { waitForTrailers: true });
  });
  call.on('trailers', (found: IncomingHttpHeaders) => {
    trailers = found;
  });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.on('close', () => call.close(constants.NGHTTP2_CANCEL));
  stream.on('error', () => undefined);
  call.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  stream.pipe(call);
  call.pipe(stream);
}
