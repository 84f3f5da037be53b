import picomatch from 'picomatch';

/** Whether a change is a service's. Unknown files are everybody's: better a deployment too many than one that is missing. */
export function touches(paths: readonly string[], files: readonly string[] | undefined): boolean {
  if (paths.length === 0 || files === undefined) return true;
  const matches = picomatch([...paths], { dot: true });
  return files.some((file) => matches(file));
}
