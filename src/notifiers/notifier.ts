import type { Announcement } from '../domain/announcements/announcement.js';

/** A message that was posted: what the notifier needs to update it or to reply in its thread. Plain JSON. */
export type Ref = Readonly<Record<string, string>>;

/** The same key names the same message, however often it is tried: `<deployment>/<n>`. */
export type Key = string;

/** What a notifier renders: an announcement, and for the first of a thread the line that says how things stand. */
export interface Message {
  readonly announcement: Announcement;
  readonly status?: string;
}

/** Where a message goes: the options under `notify` in the configuration. */
export type Destination = { readonly type: string } & Readonly<Record<string, string>>;

export interface Notifier {
  /** `maybePosted`: an earlier attempt may have succeeded, so look for the key before posting. */
  post(
    to: Destination,
    message: Message,
    key: Key,
    thread: Ref | undefined,
    maybePosted: boolean,
  ): Promise<Ref>;
  update(ref: Ref, message: Message): Promise<void>;
}

/** Refused for good (unknown channel, bad token): trying again will not help. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Try again, not before `retryAfterMs`. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  constructor(
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}
