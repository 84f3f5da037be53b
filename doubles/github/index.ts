import { deliver, type Delivered } from './deliver.js';
import { pushPayload, type Push } from './payload.js';

export { deliver, deliveryHeaders, type Delivered } from './deliver.js';
export { installHook } from './hook.js';
export { pushPayload, type Push } from './payload.js';

/** Sends the signed `push` webhook for a change of a branch, once. */
export async function signedPush({
  url,
  secret,
  ...push
}: Push & { url: string; secret: string }): Promise<Delivered> {
  return deliver({ url, secret, event: 'push', body: JSON.stringify(await pushPayload(push)) });
}
