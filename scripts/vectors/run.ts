import { z } from 'zod';
import { deviations, type Deviation } from './compare.js';
import { functions } from './functions.js';

const file = z.looseObject({
  vectors: z.array(
    z.looseObject({
      id: z.union([z.number(), z.string()]).optional(),
      name: z.string().optional(),
      function: z.string(),
      input: z.unknown(),
      output: z.unknown(),
    }),
  ),
});

export type Vector = z.output<typeof file>['vectors'][number];

export interface VectorResult {
  readonly vector: Vector;
  readonly ok: boolean;
  /** The value that deviates most, and how many deviate too far. */
  readonly worst?: Deviation;
  readonly wrong: number;
  /** Why it could not be run. */
  readonly problem?: string;
}

const tolerance = 1e-6;

/** Reads a file of vectors. Throws an error that says what is wrong with it. */
export function readVectors(text: string): readonly Vector[] {
  const read = file.safeParse(JSON.parse(text));
  if (!read.success) throw new Error(`not a file of vectors: ${z.prettifyError(read.error)}`);
  return read.data.vectors;
}

export const judgeVectors = (vectors: readonly Vector[]): VectorResult[] => vectors.map(judgeVector);

function judgeVector(vector: Vector): VectorResult {
  const run = Object.hasOwn(functions, vector.function) ? functions[vector.function] : undefined;
  if (!run) return { vector, ok: false, wrong: 0, problem: 'there is no such function' };
  try {
    const all = deviations(run(vector.input), vector.output);
    const worst = all.reduce<Deviation | undefined>((a, b) => (!a || b.by > a.by ? b : a), undefined);
    const wrong = all.filter((d) => d.by > tolerance).length;
    return { vector, ok: wrong === 0, wrong, ...(worst && { worst }) };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { vector, ok: false, wrong: 0, problem };
  }
}
