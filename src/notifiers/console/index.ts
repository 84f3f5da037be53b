import { clean } from '../../domain/announcements/parts.js';
import { render, type Dialect } from '../../domain/announcements/words.js';
import type { Message, Notifier } from '../notifier.js';

const plain: Dialect = { text: (foreign) => foreign, link: clean };

const remembered = 1_000;

/** Prints messages, for installations without a chat. `print` gets one message, of one or several lines. */
export function consoleNotifier(print: (text: string) => void): Notifier {
  const printed = new Set<string>();
  const say = ({ announcement, status }: Message) =>
    print(render(announcement, plain) + (status ? `\n(${status})` : ''));
  return {
    post(_to, message, key, _thread, maybePosted) {
      if (!(maybePosted && printed.has(key))) say(message);
      printed.add(key);
      for (const oldest of printed) {
        if (printed.size <= remembered) break;
        printed.delete(oldest);
      }
      return Promise.resolve({ key });
    },
    update(_ref, message) {
      if (message.status) print(message.status);
      return Promise.resolve();
    },
  };
}
