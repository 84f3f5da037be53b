/** The value of a series in Prometheus text: `name{label="value"}`, labels in any order. Undefined when there is none. */
export function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}) {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const found = text
    .split('\n')
    .find((line) => new RegExp(`^${name}[{ ]`).test(line) && wanted.every((pair) => line.includes(pair)));
  return found === undefined ? undefined : Number(found.split(' ').at(-1));
}
