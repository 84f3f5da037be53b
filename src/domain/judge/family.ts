import { logSum } from './mixture.js';

/** A stream's part in the family: its weight, and `ln E / phiLive` while its absolute condition holds. */
export interface Member {
  readonly weight: number;
  readonly logE: number;
}

/**
 * The family's evidence: `ln sum_i w_i E_i^(1/phiLive_i)`. A mean of e-values is one under any dependence (Vovk and Wang
 * 2021, "E-values: calibration, combination and applications"), so streams that move together are no matter; a power
 * below 1 only lowers it (Jensen).
 */
export const familyLogE = (members: readonly Member[]): number =>
  logSum(members.filter((m) => m.weight > 0).map((m) => Math.log(m.weight) + m.logE));

/** Which member adds most; undefined without any. */
export function largest<M extends Member>(members: readonly M[]): M | undefined {
  const part = (m: Member) => Math.log(m.weight) + m.logE;
  return members.reduce<M | undefined>((most, m) => (!most || part(m) > part(most) ? m : most), undefined);
}
