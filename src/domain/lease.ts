/**
 * For how long after it was last heard of the control plane may be away before a site takes its canary off the requests,
 * in ms. Longer than restarts and short outages of it take.
 */
export const spareTtl = 5 * 60_000;
