import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import { isIPv4 } from 'node:net';
import { createSecureContext } from 'node:tls';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Logger } from 'pino';

const watchEveryMs = 1_000;

/** Files in PEM. Changed ones are used for new connections within seconds. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who may connect, and who may command. */
export interface Access {
  readonly tokens: readonly string[];
  readonly tls?: TlsFiles;
  /** Somebody else keeps strangers away. */
  readonly insecure?: boolean;
}

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Throws when the API would be open to strangers: who reaches it may run any command on the machine. */
export function refuseStrangers({ host, port }: Address, { tokens, tls, insecure }: Access): void {
  if (isLoopback(host) || insecure || (tokens.length > 0 && tls)) return;
  const missing = [
    ...(tokens.length === 0 ? ['MERGANSER_AGENT_TOKEN'] : []),
    ...(tls ? [] : ['--tls-cert and --tls-key']),
  ];
  throw new Error(
    `--listen ${host}:${port} can be reached from other machines, and who reaches it may run commands here. ` +
      `Set ${missing.join(', ')}; or listen on 127.0.0.1; or give --insecure where a network or a proxy keeps strangers away.`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** Serves the API. Throws when nobody can listen there. */
export async function listen(
  fetch: Hono['fetch'],
  { host, port }: Address,
  tls: TlsFiles | undefined,
  log: Logger,
): Promise<Listening> {
  const server = await new Promise<Server | TlsServer>((resolve, reject) => {
    const secure = tls && { createServer, serverOptions: read(tls) };
    const made = serve({ fetch, hostname: host, port, ...secure }, () => resolve(made as Server | TlsServer));
    made.once('error', ({ message }) =>
      reject(new Error(`--listen ${host}:${port} cannot be used (${message}): free it, or give another`)),
    );
  });
  const unwatch = tls ? renewing(server as TlsServer, tls, log) : () => undefined;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls ? 'https' : 'http'}://${shown}:${portOf(server)}`,
    close: () => {
      unwatch();
      return closed(server);
    },
  };
}

function read({ cert, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  try {
    const pair = { cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `--tls-cert ${cert} and --tls-key ${key} cannot be used (${why}): give a certificate and its key in PEM`,
    );
  }
}

/** Certificates are replaced while the agent runs. Half a pair is not used: the next change completes it. */
function renewing(server: TlsServer, tls: TlsFiles, log: Logger): () => void {
  const renew = () => {
    try {
      server.setSecureContext(read(tls));
      log.info({ cert: tls.cert }, 'the certificate was replaced');
    } catch (error) {
      log.error({ error }, 'the new certificate cannot be used; the old one is kept');
    }
  };
  const files = [tls.cert, tls.key];
  for (const file of files) watchFile(file, { interval: watchEveryMs, persistent: false }, renew);
  return () => files.forEach((file) => unwatchFile(file, renew));
}

function portOf(server: Server | TlsServer): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function closed(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
