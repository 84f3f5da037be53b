import type { Announcement } from './announcement.js';
import { write, type Dialect, type Line } from './parts.js';
import { whatIsDone } from './what-is-done.js';
import { whatIsSeen } from './what-is-seen.js';
import { whatWaits } from './what-waits.js';

export type { Dialect } from './parts.js';

/** The sentences of every kind of announcement. They are public surface: the golden test holds them to the letter. */
export type Sentences = {
  readonly [Kind in Announcement['kind']]: (
    announcement: Extract<Announcement, { kind: Kind }>,
  ) => readonly Line[];
};

const sentences: Sentences = { ...whatIsSeen, ...whatIsDone, ...whatWaits };

/** Turns an announcement into the text that people read. */
export function render(announcement: Announcement, dialect: Dialect): string {
  // The kind picks the sentences that take this very announcement, which the compiler cannot follow.
  const lines = sentences[announcement.kind] as (a: Announcement) => readonly Line[];
  return write(lines(announcement), dialect);
}
