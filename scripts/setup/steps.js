/**
 * @typedef {(doing: string) => void} Now says what a running step is doing
 * @typedef {{ isTTY?: boolean, write(text: string): unknown }} Out
 */

const width = 69;
const quietEvery = 20_000;

/**
 * How long a step took, as a person would say it.
 *
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  if (ms < 950) return `${(ms / 1000).toFixed(1)} s`;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/**
 * One line of progress: a mark, what, and how long so far.
 *
 * @param {string} mark
 * @param {string} text
 * @param {number} ms
 */
function line(mark, text, ms) {
  return `${mark} ${text.padEnd(width)} ${duration(ms).padStart(8)}`;
}

/**
 * Runs one step. While it lasts, a terminal sees the seconds tick; a log gets a line when it turns out to be slow and
 * another every 20 s. It ends as one line: whatever the step returned.
 *
 * @template T
 * @param {string} title
 * @param {(now: Now) => Promise<{ line: string, ok?: boolean, value: T }>} work
 * @param {Out} [out]
 * @returns {Promise<T>}
 */
export async function step(title, work, out = process.stdout) {
  const since = Date.now();
  let doing = title;
  let said = 0;
  const tick = () => {
    const ms = Date.now() - since;
    if (out.isTTY) out.write(`\r\x1b[K${line('·', doing, ms)}`);
    else if (said === 0 || ms - said >= quietEvery) {
      said = ms;
      out.write(`${line('·', doing, ms)}\n`);
    }
  };
  const ticking = setInterval(tick, 1000);
  const clear = () => {
    clearInterval(ticking);
    if (out.isTTY) out.write('\r\x1b[K');
  };
  try {
    const done = await work((text) => (doing = text));
    clear();
    out.write(`${line(done.ok === false ? '✗' : '✓', done.line, Date.now() - since)}\n`);
    return done.value;
  } finally {
    clear();
  }
}
