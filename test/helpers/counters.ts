export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples in a Prometheus text. Throws at a line that is none. */
export function samples(text: string): Sample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const match = /^(\w+)\{(.*)\} (\S+)$/.exec(line);
    if (!match) throw new Error(`not a sample: ${line}`);
    const labels = [...(match[2] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
    return {
      name: match[1] ?? '',
      labels: Object.fromEntries(labels) as Record<string, string>,
      value: Number(match[3]),
    };
  });
}

/** Requests counted, over all series that have these labels. */
export function requests(text: string, labels: Readonly<Record<string, string>> = {}): number {
  return samples(text)
    .filter(({ name }) => name === 'http_requests_total')
    .filter((sample) => Object.entries(labels).every(([name, value]) => sample.labels[name] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
