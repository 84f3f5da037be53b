import type { Merge } from '../domain/change.js';
import { outcomeKinds } from '../domain/deployment.js';
import type { Undo } from '../domain/order.js';
import type { Orphan } from '../domain/patrol.js';
import type { Finished } from './signals.js';

/**
 * What arrives by signal is foreign: anybody who can reach Temporal can send it. What cannot be used is dropped here, and
 * what is too long is cut, so that no signal makes a task fail and none fills a service's memory.
 */

/** A merge as sent by the starter; undefined when it names no commit or no repository. */
export function readMerge(given: unknown): Merge | undefined {
  const [commit, repository] = [text(given, 'commit', 64), text(given, 'repository', 1_000)];
  if (!commit || !repository) return undefined;
  const [author, web, branch] = [
    text(given, 'author', 200),
    text(given, 'web', 1_000),
    text(given, 'branch', 300),
  ];
  return {
    repository,
    commit,
    subject: text(given, 'subject', 300) ?? '',
    ...(author && { author }),
    ...(web && { web }),
    receivedAt: time(text(given, 'receivedAt', 40)),
    ...flag(given, 'again'),
    ...flag(given, 'adopt'),
    ...flag(given, 'forced'),
    ...(branch && { branch }),
  };
}

/** A deployment's last word; undefined when it names no deployment or no outcome. */
export function readFinished(given: unknown): Finished | undefined {
  const [id, commit, why, at] = ['id', 'commit', 'why', 'at'].map((key) => text(given, key, 1_000));
  const outcome = outcomeKinds.find((kind) => kind === field(given, 'outcome'));
  if (!id || !commit || !outcome) return undefined;
  const sites = list(field(given, 'sites')).flatMap((of) => {
    const [site, ran] = [text(of, 'site', 100), text(of, 'commit', 64)];
    return site ? [{ site, ...(ran && { commit: ran }), ...flag(of, 'left') }] : [];
  });
  const unsaid = readUnsaid(field(given, 'unsaid'));
  return { id, commit, outcome, sites, ...(why && { why }), ...(at && { at }), ...(unsaid && { unsaid }) };
}

/** A patrol's sighting; undefined when it does not say what there is to undo, of this service. */
export function readOrphan(given: unknown, service: string): Orphan | undefined {
  const [site, commit] = [text(given, 'site', 100), text(given, 'commit', 64)];
  const [generation, undo] = [field(given, 'generation'), field(given, 'undo')];
  const [one, ...more] = list(field(undo, 'sites'));
  const at = field(one, 'at');
  const whole =
    typeof generation === 'number' &&
    typeof field(undo, 'base') === 'number' &&
    text(undo, 'owner', 200) !== undefined &&
    field(at, 'service') === service &&
    text(field(at, 'target'), 'type', 100) !== undefined &&
    more.length === 0;
  if (!site || !commit || !whole || field(at, 'site') !== site) return undefined;
  return { site, commit, generation, at: time(text(given, 'at', 40)), undo: { ...(undo as Undo), service } };
}

/** It was written by our own code, or by somebody who imitates it: it has entries with keys, or it is nothing. */
function readUnsaid(given: unknown): Finished['unsaid'] {
  const entries = list(field(given, 'entries'));
  const whole = entries.every(
    (entry) => text(entry, 'key', 200) && typeof field(field(entry, 'announcement'), 'kind') === 'string',
  );
  return text(given, 'id', 200) && Array.isArray(field(given, 'entries')) && whole
    ? (given as NonNullable<Finished['unsaid']>)
    : undefined;
}

function field(given: unknown, key: string): unknown {
  if (typeof given !== 'object' || given === null) return undefined;
  return Object.entries(given).find(([name]) => name === key)?.[1];
}

function text(given: unknown, key: string, longest: number): string | undefined {
  const value = field(given, key);
  return typeof value === 'string' && value !== '' ? [...value].slice(0, longest).join('') : undefined;
}

const flag = (given: unknown, key: string) => (field(given, key) === true ? { [key]: true } : {});

const list = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given.slice(0, 500) : []);

/** When it cannot be told, it is now. */
function time(iso: string | undefined): string {
  const ms = Date.parse(iso ?? '');
  return new Date(Number.isNaN(ms) ? Date.now() : ms).toISOString();
}
