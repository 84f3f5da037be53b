import { createServer } from 'node:http';

const { PORT, SITE = 'nowhere', VERSION = '' } = process.env;

/** In cents, so that totals are exact. */
const prices = { apple: 40, bread: 320, coffee: 890 };

/** @param {URL} url */
function answer(url) {
  if (url.pathname === '/prices') return prices;
  if (url.pathname === '/') return { text: 'Hello' };
  return undefined;
}

const server = createServer((request, response) => {
  /** @type {(status: number, body: object) => void} */
  const send = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...body, site: SITE, version: VERSION.slice(0, 6) }));
  };
  const url = new URL(request.url ?? '/', 'http://cart');
  if (url.pathname === '/healthz') return send(200, { ok: true });
  try {
    const body = answer(url);
    send(body ? 200 : 404, body ?? { error: 'There is no such page.' });
  } catch (error) {
    send(500, { error: String(error) });
  }
});

server.listen(Number(PORT), '127.0.0.1', () => console.log(`cart listens on ${PORT}`));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
