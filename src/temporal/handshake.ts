import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

/** The TLS settings of a connection, as `@temporalio/envconfig` reads them. */
export interface Tls {
  readonly serverNameOverride?: string;
  readonly serverRootCACertificate?: Uint8Array;
  readonly clientCertPair?: { readonly crt: Uint8Array; readonly key: Uint8Array };
}

/** It was not content with what the handshake told it. */
const hungUp = 'it hung up after the handshake';

/** What stands at an address. */
export type Met =
  | { readonly kind: 'nobody' | 'no-tls' | 'untrusted' | 'no-client-certificate'; readonly why: string }
  | { readonly kind: 'tls' | 'something' };

const withinMs = 3_000;
/** With TLS 1.3 a server refuses a client's certificate only after the handshake. */
const refusalMs = 300;

/** Tries a connection by hand, for gRPC says of one that failed no more than that it failed. `tls`: what it was tried with. */
export async function meet(address: string, tls: Tls | undefined): Promise<Met> {
  const [, host = '', port = ''] = /^(?:[a-z]+:\/\/)?\[?(.*?)\]?:(\d+)\/?$/.exec(address) ?? [
    '',
    address,
    '7233',
  ];
  const at = { host, port: Number(port) };
  const refused = await attempt(() => connectPlain(at), 'connect');
  if (refused) return { kind: 'nobody', why: refused };
  if (tls) return greet({ ...at, ...optionsOf(tls, host) });
  // Any answer in TLS, even a refusal, says that TLS is spoken.
  const strange = await attempt(() => connectTls({ ...at, rejectUnauthorized: false }), 'secureConnect');
  return { kind: strange === undefined || /ALERT/.test(strange) ? 'tls' : 'something' };
}

async function greet(options: ConnectionOptions): Promise<Met> {
  const why = await attempt(() => connectTls(options), 'secureConnect', refusalMs);
  if (why === undefined) return { kind: 'something' };
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|ECONNRESET|EPROTO/.test(why)) return { kind: 'no-tls', why };
  if (/ALERT/.test(why) || why === hungUp) return { kind: 'no-client-certificate', why };
  return { kind: 'untrusted', why };
}

function optionsOf({ serverNameOverride, serverRootCACertificate, clientCertPair }: Tls, host: string) {
  const servername = serverNameOverride ?? (isIP(host) ? undefined : host);
  return {
    ALPNProtocols: ['h2'],
    ...(servername && { servername }),
    ...(serverRootCACertificate && { ca: Buffer.from(serverRootCACertificate) }),
    ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  };
}

/** Opens a connection and closes it again. Returns why it failed, or undefined. */
function attempt(open: () => Socket, event: string, waitMs = 0): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = open();
    const end = (why?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(why);
    };
    let timer = setTimeout(() => end('no answer'), withinMs);
    let opened = false;
    socket.once(event, () => {
      opened = true;
      clearTimeout(timer);
      timer = setTimeout(end, waitMs);
    });
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      end(opened && code === 'ECONNRESET' ? hungUp : (code ?? message)),
    );
    socket.once('close', () => end(opened ? hungUp : 'ECONNRESET'));
  });
}
