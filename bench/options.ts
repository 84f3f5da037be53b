import { parseArgs } from 'node:util';

/** Options of a bench: numbers by name, each with its usual value and the one for `--quick`; and `--json FILE`. */
export function benchOptions<const N extends string>(
  command: string,
  numbers: Readonly<Record<N, readonly [usual: number, quick: number]>>,
): Readonly<Record<N, number>> & { readonly json?: string } {
  const names = Object.keys(numbers) as N[];
  const usage = `usage: npm run ${command} -- [--quick] ${names.map((name) => `[--${name} N]`).join(' ')} [--json FILE]`;
  const refuse = (why: string): never => {
    console.error(`${why}\n${usage}`);
    process.exit(2);
  };
  const given = read(names, refuse);
  const values = names.map((name): [N, number] => {
    const [usual, quick] = numbers[name];
    const text = given[name];
    const number = text === undefined ? (given['quick'] === true ? quick : usual) : Number(text);
    if (Number.isSafeInteger(number) && number >= 1) return [name, number];
    return refuse(`--${name} must be a whole number from 1 on, not "${String(text)}"`);
  });
  const json = given['json'];
  return {
    ...(Object.fromEntries(values) as Record<N, number>),
    ...(typeof json === 'string' && { json }),
  };
}

function read(names: readonly string[], refuse: (why: string) => never) {
  const texts = Object.fromEntries([...names, 'json'].map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ options: { ...texts, quick: { type: 'boolean' } } });
    return values as Readonly<Record<string, string | boolean | undefined>>;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
