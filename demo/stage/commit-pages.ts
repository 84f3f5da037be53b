import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Shop } from './shop.js';

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);

const page = (title: string, text: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<title>${escaped(title)}</title><style>body { font: 14px/1.5 ui-monospace, monospace; margin: 2rem; }</style>
<pre>${escaped(text)}</pre></html>`;

/** Serves the pages that messages link to: `/cart/commit/<commit>`, as a code host would. */
export async function serveCommitPages(shop: Shop, port: number): Promise<{ close(): void }> {
  const server = createServer((request, response) => {
    const commit = /^\/cart\/commit\/([0-9a-f]{6,64})$/.exec(request.url ?? '')?.[1];
    const send = (status: number, title: string, text: string) => {
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
      response.end(page(title, text));
    };
    if (!commit) return send(404, 'Not found', 'Here are commits only: /cart/commit/<commit>');
    void shop.show(commit).then(
      (text) => send(200, `cart ${commit.slice(0, 6)}`, text),
      () => send(404, 'Not found', `cart has no commit ${commit}`),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
