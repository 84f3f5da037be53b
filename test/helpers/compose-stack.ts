import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { parse, stringify } from 'yaml';
import { end, Ledger } from '../../demo/stage/ledger.js';
import { Processes } from '../../demo/stage/processes.js';
import { listenerPort } from './listener-port.js';
import { composeFile, image, readText, repository, type ComposeService } from './compose-file.js';

export interface StackOptions {
  /** Stands for all file systems and volumes. */
  readonly root: string;
  /** What stands in `.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where services are that are not started here: `{'temporal:7233': '127.0.0.1:17233'}`. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** Environment of every process beside its own. */
  readonly env: Readonly<Record<string, string>>;
}

/** Has what the ledger names ended, and the folder removed, when this process is gone. */
function watch(ledger: string, folder: string): void {
  const program = fileURLToPath(new URL('watchdog.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import=tsx', program, ledger, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // It must not keep the test's process from ending.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
}

const hostOf = (address: string) => address.split(':')[0] ?? '';

interface Settings {
  readonly sites: readonly { readonly target: { url: string; ports?: Record<string, number> } }[];
}

/**
 * The services of docker-compose.yml that are built here, as processes: each address becomes one of loopback, each path
 * of a container one under `root`.
 */
export class Stack {
  readonly #services: Readonly<Record<string, ComposeService>>;
  readonly #image = image();
  readonly #ports = new Map<string, Promise<number>>();
  readonly #ledger: Ledger;
  readonly #processes: Processes;

  constructor(private readonly options: StackOptions) {
    this.#services = composeFile(options.variables).services;
    const file = join(options.root, 'processes.json');
    this.#ledger = new Ledger(file);
    this.#processes = new Processes(join(options.root, 'logs'), this.#ledger);
    watch(file, options.root);
  }

  /** Where a port of a service's container is. */
  async address(service: string, port: number | string): Promise<string> {
    const name = `${service}:${port}`;
    const elsewhere = this.options.elsewhere[name];
    if (elsewhere) return elsewhere;
    const known = this.#ports.get(name) ?? listenerPort();
    this.#ports.set(name, known);
    return `127.0.0.1:${await known}`;
  }

  /** Starts a service, and resolves when its health check succeeds. Where it has none, at once. */
  async start(name: string): Promise<void> {
    const { command = [], healthcheck } = this.#service(name);
    const { file, args, env } = await this.#container(name, command);
    const ready = async () => !healthcheck || (await this.#healthy(name, healthcheck.test));
    await this.#processes.start({ name, command: file, args, env, ready });
  }

  /** Runs a command of Merganser in a service's surroundings to its end. Default: the service's own. */
  async run(name: string, command = this.#service(name).command ?? []): Promise<string> {
    const { file, args, env } = await this.#container(name, command);
    const { stdout } = await execa(file, args, { env, extendEnv: false, stdin: 'ignore', timeout: 30_000 });
    return stdout;
  }

  /** Has a process that is not a child of this one ended with the others. */
  adopt(pid: number): void {
    this.#ledger.record('service', pid);
  }

  async stop(): Promise<void> {
    await this.#processes.stopAll();
    await end(this.#ledger.alive, 0);
  }

  #service(name: string): ComposeService {
    const service = this.#services[name];
    if (!service?.build) throw new Error(`docker-compose.yml builds no service ${name}`);
    return service;
  }

  async #container(name: string, command: readonly string[]) {
    const [, ...entrypoint] = this.#image.entrypoint;
    const args = [...entrypoint, ...command].map((arg) => this.#inside(name, arg));
    const env = { ...this.#image.env, ...this.#service(name).environment };
    return {
      file: process.execPath,
      args: await Promise.all(args),
      env: { ...this.#surroundings(), ...(await this.#values(name, env)), ...this.options.env },
    };
  }

  #surroundings(): Record<string, string> {
    return { PATH: process.env['PATH'] ?? '', HOME: this.options.root };
  }

  async #values(name: string, env: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const pairs = Object.entries(env).map(async ([key, value]) => [key, await this.#inside(name, value)]);
    return Object.fromEntries((await Promise.all(pairs)) as [string, string][]);
  }

  /** A word with paths and addresses as they are for a service. */
  async #inside(name: string, word: string): Promise<string> {
    return word.startsWith('/') ? this.#path(name, word) : this.#addresses(name, word);
  }

  async #path(name: string, path: string): Promise<string> {
    if (path.startsWith('/app/')) return join(repository, path.slice('/app/'.length));
    for (const volume of this.#service(name).volumes ?? []) {
      const [source = '', target = ''] = volume.split(':');
      if (path !== target) continue;
      return source.startsWith('.') ? this.#mounted(name, source) : this.#folder('volumes', source);
    }
    return this.#folder(name, path);
  }

  #folder(...parts: string[]): string {
    const folder = join(this.options.root, ...parts);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The file with settings, which name services too. */
  async #mounted(name: string, source: string): Promise<string> {
    const settings = parse(readText(source)) as Settings;
    for (const { target } of settings.sites) {
      const { hostname, host } = new URL(target.url);
      target.url = target.url.replace(host, await this.#addresses(name, host));
      for (const [service, port] of Object.entries(target.ports ?? {})) {
        const address = await this.address(hostname, port);
        target.ports = { ...target.ports, [service]: Number(address.split(':')[1]) };
      }
    }
    const file = join(this.#folder(name), 'merganser.yaml');
    writeFileSync(file, stringify(settings));
    return file;
  }

  async #addresses(name: string, text: string): Promise<string> {
    const others = [...Object.keys(this.#services), ...Object.keys(this.options.elsewhere).map(hostOf)];
    const hosts = [...others, '0.0.0.0', '127.0.0.1'];
    const pattern = new RegExp(`(?<![\\w.-])(${hosts.join('|').replaceAll('.', '\\.')}):(\\d+)`);
    const [found, host = '', port = ''] = pattern.exec(text) ?? [];
    if (found === undefined) return text;
    return text.replace(found, await this.address(others.includes(host) ? host : name, port));
  }

  async #healthy(name: string, [, ...test]: readonly string[]): Promise<boolean> {
    const [file = '', ...args] = await Promise.all(test.map((word) => this.#addresses(name, word)));
    const { failed } = await execa(file, args, { reject: false, stdin: 'ignore', timeout: 5_000 });
    return !failed;
  }
}
