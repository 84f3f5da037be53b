import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A module beside this one with all it imports, in one text: tsx, which runs the rest, names each function as it is made. */
export async function bundled(file: string, format: 'cjs' | 'esm'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    platform: 'node',
    format,
    write: false,
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`the bundle of ${file} is empty`);
  return output.text;
}
