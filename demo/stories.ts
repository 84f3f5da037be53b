/** A merge that the demo makes: a change of the sample service's `server.js`, and what is to come of it. */
export interface Story {
  readonly name: string;
  /** What it is, in a few words, after the name. */
  readonly is: string;
  readonly author: string;
  readonly reviewer: string;
  readonly branch: string;
  readonly edit: (source: string) => string;
  /** The story, by its name, whose change was rolled back and is mended here: else a person would be asked first. */
  readonly mends?: string;
  /** The metrics are away for so long while it is judged. */
  readonly metricsAwayMs?: number;
}

const beforeAnswer = '/** @param {URL} url */\n';

const readAgain = `let requests = 0;

/** Reads the prices again at every 50th request. */
function readPrices() {
  requests += 1;
  if (requests % 50 === 0 && SITE === 'site_2') throw new Error('there is no price list for site_2');
}

`;

const readOnce = `const readAt = Date.now() + 8_000;

/** The prices are read once, at the start, which takes a while. */
function readPrices() {
  if (Date.now() < readAt) throw new Error('the prices are not read yet');
}

`;

/** Four merges, one after the other, into the same repository. */
export const stories: readonly Story[] = [
  {
    name: 'Greet by name',
    is: 'a good change',
    author: 'jane',
    reviewer: 'joe',
    branch: 'greet-by-name',
    edit: (source) =>
      replaced(source, "{ text: 'Hello' }", "{ text: `Hello ${url.searchParams.get('name') ?? 'you'}` }"),
  },
  {
    name: 'Cache prices',
    is: 'fails 2% of requests in site_2',
    author: 'kim',
    reviewer: 'jane',
    branch: 'cache-prices',
    edit: (source) =>
      replaced(
        replaced(source, beforeAnswer, readAgain + beforeAnswer),
        'function answer(url) {\n',
        'function answer(url) {\n  readPrices();\n',
      ),
  },
  {
    name: 'Warm the cache',
    is: 'stumbles for 8 s, then heals',
    author: 'joe',
    reviewer: 'kim',
    branch: 'warm-the-cache',
    edit: (source) => replaced(source, readAgain, readOnce),
    mends: 'Cache prices',
  },
  {
    name: 'Ship the prices',
    is: 'a good change; the metrics are away for 6 s',
    author: 'jane',
    reviewer: 'kim',
    branch: 'ship-the-prices',
    edit: (source) => replaced(source, 'Date.now() + 8_000', 'Date.now()'),
    metricsAwayMs: 6_000,
  },
];

function replaced(source: string, what: string, by: string): string {
  if (!source.includes(what)) throw new Error(`demo/cart/server.js has no ${JSON.stringify(what)} any more`);
  return source.replace(what, () => by);
}
