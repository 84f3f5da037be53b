// CommonJS because Temporal's worker loads payload converters with require().
const { defaultPayloadConverter } = require('@temporalio/common');

/**
 * The default converter, but a payload that cannot be decoded becomes `{unreadable: reason}`. Temporal's own throws, which
 * fails the workflow task again and again: one garbled signal would wedge a deployment, and its abort, for ever.
 *
 * @type {import('@temporalio/common').PayloadConverter}
 */
exports.payloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload(payload) {
    try {
      return defaultPayloadConverter.fromPayload(payload);
    } catch (error) {
      const unreadable = { unreadable: String(error) };
      // Whoever asked expects another type: what reads our signals takes anything.
      return /** @type {never} */ (unreadable);
    }
  },
};
