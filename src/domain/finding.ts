/** A line of `merganser doctor`: what was looked at, what was found and, where something is wrong, what to do. */
export interface Finding {
  readonly what: string;
  readonly found: string;
  readonly todo?: string;
}
