/** Reads `host:port`, `:port`, `port` or `[ipv6]:port`. Without a host only this machine can connect. */
export function parseListen(listen: string): { host: string; port: number } {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(listen.trim());
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new Error(`"${listen}" is not an address to listen on. Write host:port, for example 0.0.0.0:8080.`);
  }
  return { host: match[1] || match[2] || '127.0.0.1', port };
}
