/**
 * Of each key, as people write its path: what holds without it, and what it means and allows. Markdown. In the order in which
 * docs/configuration.md has them.
 */
export type Words = Readonly<Record<string, readonly [usual: string, meaning: string]>>;
