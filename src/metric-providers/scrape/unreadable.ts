/** A site's metrics or history could not be read; the message is a sentence for people. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
