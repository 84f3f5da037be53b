import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A CA of one's own, and certificates that it signed: paths of PEM files in a folder that `remove` deletes. */
export interface Certificates {
  readonly ca: string;
  readonly server: Pair;
  readonly client: Pair;
  /** A CA that signed nothing of these. */
  readonly otherCa: string;
  /** A client certificate of the other CA. */
  readonly stranger: Pair;
  readonly remove: () => void;
}

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Makes certificates for `localhost` and 127.0.0.1 with openssl. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = mkdtempSync(join(tmpdir(), 'merganser-tls-'));
  const [ca, other] = await Promise.all([authority(folder, 'ca'), authority(folder, 'other')]);
  const [server, client, stranger] = await Promise.all([
    signed(folder, 'server', ca),
    signed(folder, 'client', ca),
    signed(folder, 'stranger', other),
  ]);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { ca: ca.cert, server, client, otherCa: other.cert, stranger, remove };
}

export const pem = (file: string) => readFileSync(file);

const openssl = (...args: string[]) => execa('openssl', args);
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

async function authority(folder: string, name: string): Promise<Pair> {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '1',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    key,
    '-out',
    cert,
  );
  return { cert, key };
}

async function signed(folder: string, name: string, ca: Pair): Promise<Pair> {
  const [cert, key, request, names] = ['pem', 'key', 'csr', 'ext'].map((ending) =>
    join(folder, `${name}.${ending}`),
  ) as [string, string, string, string];
  writeFileSync(names, 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n');
  await openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
  const by = ['-CA', ca.cert, '-CAkey', ca.key, '-set_serial', String(Math.floor(Math.random() * 1e9))];
  await openssl('x509', '-req', '-in', request, ...by, '-days', '1', '-extfile', names, '-out', cert);
  return { cert, key };
}
