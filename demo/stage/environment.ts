/** Settings of the person's own Temporal, Slack and GitHub are none of the demo's business. */
const foreign = /^(TEMPORAL|SLACK|GITHUB|MERGANSER|GIT)_/;

/** The environment that every process of the demo gets. */
export function plainEnvironment(): Record<string, string> {
  const pairs = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
