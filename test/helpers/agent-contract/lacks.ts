/** Keys whose values are of one run: only their type is part of a contract. */
const ofTheRun = new Set(['at', 'id', 'instance', 'message', 'output', 'pid', 'port', 'why']);
const ofTheContract = new Set(['generation', 'status', 'weight']);

/** What an answer of old has and one of today lacks, each with its path. What today's has beside it is no matter. */
export function lacks(old: unknown, now: unknown, path = 'the answer'): readonly string[] {
  const key = path.split('.').at(-1) ?? '';
  if (Array.isArray(old) && Array.isArray(now)) {
    if (typeof old[0] !== 'object') return lacks(old[0], now[0], path);
    return old.flatMap((each, i) => lacks(each, now[i], `${path}[${i}]`));
  }
  if (isObject(old) && isObject(now)) {
    return Object.entries(old).flatMap(([name, value]) => lacks(value, now[name], `${path}.${name}`));
  }
  if (typeof old !== typeof now)
    return [`${path}: ${typeof old} was ${JSON.stringify(old)}, now ${JSON.stringify(now)}`];
  const free = ofTheRun.has(key) || (typeof old === 'number' && !ofTheContract.has(key));
  return free || old === now ? [] : [`${path}: was ${JSON.stringify(old)}, now ${JSON.stringify(now)}`];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a reader of metrics goes by: names and labels, as far as they are the same in every run. */
export function seriesIn(text: string): readonly string[] {
  const lines = [...text.matchAll(/^(\w+)\{([^}]*)\} \S+$/gm)];
  const series = lines.map(([, name, labels = '']) => {
    const kept = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) =>
      ['instance', 'version', 'pid'].includes(label) ? label : `${label}=${value}`,
    );
    return `${name}{${kept.sort().join()}}`;
  });
  return [...new Set(series)].sort();
}

/** A history with one row for all, and in it the counts of one instance for all; anything else as it is. */
export function rowsIn(body: unknown): unknown {
  if (!isObject(body) || !Array.isArray(body['rows'])) return body;
  const [first] = body['rows'] as [unknown, object][];
  return { ...body, rows: first && { taken: first[0], counts: Object.values(first[1])[0] as unknown } };
}
