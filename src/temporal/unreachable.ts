import { setTimeout as sleep } from 'node:timers/promises';
import { grpcCode, grpcCodes } from './grpc.js';
import { meet, type Met, type Tls } from './handshake.js';

/** What a connection was tried with. */
export interface Tried {
  readonly address: string;
  readonly apiKey?: unknown;
  readonly tls?: Tls | boolean | null;
}

/** There is no connection to Temporal; the message says what was met, and what to do. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
}

/** The error to throw when a connection failed. */
export async function unreachable(tried: Tried, cause: unknown): Promise<TemporalUnreachable> {
  const { permissionDenied, unauthenticated } = grpcCodes;
  const code = grpcCode(cause);
  if (code === unauthenticated || code === permissionDenied)
    return new TemporalUnreachable(notAllowed(tried), { cause });
  const met = await meet(tried.address, tlsOf(tried));
  return new TemporalUnreachable(sentence(tried, met, cause), { cause });
}

/** Throws when a connection can come to nothing, however long it is tried; otherwise it does not return. */
export async function misfit(tried: Tried, stop: AbortSignal): Promise<never> {
  await sleep(patienceMs, undefined, { signal: stop });
  const met = await meet(tried.address, tlsOf(tried));
  if (met.kind !== 'nobody' && met.kind !== 'something')
    throw new TemporalUnreachable(sentence(tried, met, undefined));
  return new Promise(() => undefined);
}

/** Most connections have succeeded by then. */
const patienceMs = 500;

const tlsOf = ({ tls }: Tried): Tls | undefined => (tls === true ? {} : tls || undefined);

function notAllowed({ address, apiKey }: Tried): string {
  return apiKey
    ? `Temporal at ${address} does not accept the API key: check that TEMPORAL_API_KEY has not expired and is allowed into this namespace`
    : `Temporal at ${address} lets nobody in without a name: set TEMPORAL_API_KEY, or TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH`;
}

function sentence(tried: Tried, met: Met, cause: unknown): string {
  const { address } = tried;
  const tls = tlsOf(tried);
  switch (met.kind) {
    case 'nobody':
      return `Temporal does not answer at ${address}: start it, or say where it is by TEMPORAL_ADDRESS or --address`;
    case 'tls':
      return `Temporal at ${address} speaks TLS, and TLS is off here: set TEMPORAL_TLS=true, or TEMPORAL_TLS_SERVER_CA_CERT_PATH to the certificate of its own CA`;
    case 'no-tls':
      return `What answers at ${address} speaks no TLS: unset the TEMPORAL_TLS* variables (with an API key, set TEMPORAL_TLS=false), or correct TEMPORAL_ADDRESS`;
    case 'untrusted':
      return untrusted(address, tls, met.why);
    case 'no-client-certificate':
      return tls?.clientCertPair
        ? `Temporal at ${address} does not accept the certificate in TEMPORAL_TLS_CLIENT_CERT_PATH (${met.why}): use one that its CA has signed`
        : `Temporal at ${address} asks for a client certificate: set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH, both of them`;
    default:
      return `What answers at ${address} is not Temporal, or not well (${reason(cause)}): check TEMPORAL_ADDRESS, and the log of the server`;
  }
}

function untrusted(address: string, tls: Tls | undefined, why: string): string {
  if (why === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate of Temporal at ${address} is for another name: connect to that name, or give it in TEMPORAL_TLS_SERVER_NAME`;
  if (why === 'CERT_HAS_EXPIRED')
    return `The certificate of Temporal at ${address} has expired: renew it there`;
  return tls?.serverRootCACertificate
    ? `The certificate of Temporal at ${address} is not signed by the CA in TEMPORAL_TLS_SERVER_CA_CERT_PATH (${why}): give the CA that signed it`
    : `The certificate of Temporal at ${address} is not signed by a CA that this machine knows (${why}): give its CA in TEMPORAL_TLS_SERVER_CA_CERT_PATH`;
}

const reason = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
