import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/agent/ports.js';
import { cacheFolder } from '../../scripts/setup/cache.js';
import { until } from '../../test/helpers/until.js';

export interface Rival {
  readonly name: string;
  readonly url: string;
  close(): void;
}

/** nginx in front of an instance: as found on PATH, or Debian's package, unpacked but not installed. Throws when there is none. */
export async function nginx(instancePort: number): Promise<Rival> {
  const program = isThere('nginx') ? 'nginx' : unpacked();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'merganser-nginx-'));
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, instancePort));
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}/`;
  await until(() =>
    fetch(url).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
  const name = /nginx\/\S+/.exec(spawnSync(program, ['-v'], { encoding: 'utf8' }).stderr)?.[0] ?? 'nginx';
  const close = () => {
    child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    child.kill('SIGTERM');
  };
  return { name, url, close };
}

const isThere = (program: string) => spawnSync(program, ['-v']).error === undefined;

function unpacked(): string {
  const folder = join(cacheFolder(process.env), 'debian-nginx');
  const program = join(folder, 'usr/sbin/nginx');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('apt-get', ['download', 'nginx'], { cwd: folder, stdio: 'ignore' });
    const packages = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    for (const name of packages) execFileSync('dpkg', ['-x', name, '.'], { cwd: folder });
  }
  if (!isThere(program)) throw new Error(`${program} does not run here`);
  return program;
}

/** One worker, as the agent's proxy is one, and kept connections, as it has them. */
const configuration = (folder: string, port: number, instancePort: number) => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream instance { server 127.0.0.1:${instancePort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    location / {
      proxy_pass http://instance;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`;
