/** Codes of gRPC that mean something to a person who sets up Temporal. */
export const grpcCodes = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

/** The code of a gRPC error, which the SDK may have wrapped. */
export function grpcCode(error: unknown): number | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('code' in e && typeof e.code === 'number') return e.code;
  }
  return undefined;
}

/** Whether the server refuses a call for want of rights, or does not let anybody make it. */
export function isRefusal(error: unknown): boolean {
  const { permissionDenied, unauthenticated, unimplemented } = grpcCodes;
  return [permissionDenied, unauthenticated, unimplemented].some((code) => code === grpcCode(error));
}
