/** A site's metrics could not be read; the message is a sentence for people. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
