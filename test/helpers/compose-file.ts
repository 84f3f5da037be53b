import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Where docker-compose.yml and Dockerfile are. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A service of docker-compose.yml, as far as tests use it. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export const readText = (file: string) => readFileSync(`${repository}${file}`, 'utf8');

/** docker-compose.yml with its variables filled in, as `docker compose config` would print it. */
export function composeFile(variables: Readonly<Record<string, string>>): ComposeFile {
  return parse(interpolated(readText('docker-compose.yml'), variables), { merge: true }) as ComposeFile;
}

function interpolated(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = variables[name];
    if (value) return value;
    if (kind === '?') throw new Error(`${name}: ${rest}`);
    return rest;
  });
}

/** What the Dockerfile gives to every container, and how it comes about. */
export interface Image {
  readonly entrypoint: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is copied out of the repository. */
  readonly copied: readonly string[];
  /** The last one is the image. */
  readonly stages: readonly Stage[];
}

/** A `FROM`, and what follows until the next. */
export interface Stage {
  readonly name: string;
  /** An image, or a stage before this one. */
  readonly from: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly word: string;
  readonly args: string;
}

export function image(): Image {
  const lines = readText('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const steps = lines.flatMap((line) => {
    const [, word = '', args = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return word ? [{ word, args }] : [];
  });
  const of = (word: string) => steps.flatMap((step) => (step.word === word ? [step.args] : []));
  const copied = of('COPY').filter((args) => !args.startsWith('--from='));
  return {
    entrypoint: JSON.parse(of('ENTRYPOINT').at(-1) ?? '[]') as string[],
    env: Object.fromEntries(of('ENV').map((pair) => pair.split('=', 2) as [string, string])),
    copied: [...new Set(copied.flatMap((args) => args.split(' ').slice(0, -1)))],
    stages: stagesOf(steps),
  };
}

function stagesOf(steps: readonly Step[]): readonly Stage[] {
  const starts = steps.flatMap(({ word }, i) => (word === 'FROM' ? [i] : []));
  return starts.map((start, n) => {
    const [from = '', , name = 'the image'] = (steps[start]?.args ?? '').split(' ');
    return { name, from, steps: steps.slice(start + 1, starts[n + 1]) };
  });
}
