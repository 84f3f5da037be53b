/** Shorter values, such as `true` and port numbers, would make every text unreadable, and hide nothing. */
const leastLength = 5;

/** Values that must not leave the agent, in what others printed. */
export class Secrets {
  readonly #texts = new Set<string>();

  learn(values: Iterable<string>): void {
    for (const value of values) {
      for (const text of formsOf(value)) if (text.length >= leastLength) this.#texts.add(text);
    }
  }

  /** The longest of them, in characters. */
  get longest(): number {
    return Math.max(0, ...[...this.#texts].map(({ length }) => length));
  }

  mask(text: string): string {
    const longestFirst = [...this.#texts].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  }
}

/** As it stands, as JSON writes it, each of its lines, and the password in a URL. */
function formsOf(value: string): string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return [value, JSON.stringify(value).slice(1, -1), ...value.split(/\r?\n/), password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
