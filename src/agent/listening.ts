import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server as TlsServer } from 'node:https';
import { isIPv4 } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { parseListen } from '../net/listen.js';
import { serveAt, type Served } from '../net/serve.js';

const watchEveryMs = 1_000;

/** Files in PEM. Changed ones are used for new connections within seconds. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** Who may connect, and who may command. */
export interface Access {
  readonly tokens: readonly string[];
  readonly tls?: TlsFiles;
  /** Somebody else keeps strangers away. */
  readonly insecure?: boolean;
}

/** Throws when the API would be open to strangers: who reaches it may run any command on the machine. */
export function refuseStrangers(listen: string, { tokens, tls, insecure }: Access): void {
  const { host, port } = parseListen(listen);
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
  address: string,
  files: TlsFiles | undefined,
  log: Logger,
): Promise<Served> {
  // Whoever asks an agent asks again.
  const served = await serveAt(address, fetch, { graceMs: 0, ...(files && { tls: read(files) }) });
  if (!files) return served;
  const unwatch = renewing(served.server as TlsServer, files, log);
  return {
    ...served,
    close: () => {
      unwatch();
      return served.close();
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
