/**
 * A message that must come, exact in its words. In braces: facts of this run (`{id}`), figures that may lie between two
 * bounds (`{1.8..2.2%}`), times of day (`{time}`) and durations (`{seconds}`).
 */
export interface ExpectedMessage {
  readonly text: string;
  /** Lines that follow, one for each of these sites; `{site}` is its name. `some`: at least one of them, in this order. */
  readonly sites?: { readonly of: readonly string[]; readonly which: 'each' | 'some'; readonly line: string };
  /** One line or more follow, each like this. */
  readonly lines?: RegExp;
  /** It may come again, with other sites: sites need not be seen to fail at the same poll. */
  readonly mayRepeat?: boolean;
}

/** How a story must end. */
export interface Expectation {
  readonly outcome: 'rolled-out' | 'rolled-back';
  readonly messages: readonly ExpectedMessage[];
}

const sites: readonly string[] = ['site_1', 'site_2', 'site_3'];

const starting: ExpectedMessage = {
  text: `Starting analysis of cart with deployment id {id}
"{subject}" by @{author}, reviewed by @{reviewer}
See <{link}>
Will do the analysis until {until} UTC`,
};

const failing = (of: readonly string[], figure: string): ExpectedMessage => ({
  text: `The checks for cart are failing. I will soon roll this back if it doesn't recover.
Problems are:`,
  sites: {
    of: [...of, 'all sites'],
    which: 'some',
    line: `Metric error ratio in {site} increased from .0% to ${figure}`,
  },
  mayRepeat: true,
});

const allGreen: ExpectedMessage = {
  text: 'The checks for cart are all green. I will roll this out. Check results are:',
  sites: { of: sites, which: 'each', line: 'Metric error ratio in {site} remained at .0%' },
};

const why: ExpectedMessage = {
  text: 'Why:',
  lines:
    /^error ratio in (site_[123]|all sites) (?:is (?:no worse|worse|not decided)|has recovered; until then): \d+ errors in \d+ requests \(/,
};

const rolledOut: ExpectedMessage = { text: 'Rolled out cart: site_1, site_2, site_3 run {commit}' };

/** What must come of each story, in the order of `stories.ts`. */
export const expectations: readonly Expectation[] = [
  { outcome: 'rolled-out', messages: [starting, allGreen, why, rolledOut] },
  {
    outcome: 'rolled-back',
    messages: [
      starting,
      failing(['site_2'], '{.2..3.0%}'),
      {
        text: 'The deadline for cart is here and a check is still bad. I will take a last look at fresh numbers, until {time} UTC at most.',
        sites: {
          of: ['site_2'],
          which: 'each',
          line: 'Metric error ratio in {site} increased from .0% to {1.8..2.2%}',
        },
      },
      {
        text: 'The checks for cart have failed too much. I will roll this back. Problems are:',
        sites: {
          of: ['site_2'],
          which: 'each',
          line: 'Metric error ratio in {site} increased from .0% to {1.8..2.2%}',
        },
      },
      why,
      { text: 'Rolled back cart: site_1, site_2, site_3 run {previous} again' },
      { text: 'cart recovered after {seconds} s.' },
    ],
  },
  {
    outcome: 'rolled-out',
    messages: [
      starting,
      failing(sites, '{1.0..100.0%}'),
      { text: 'The checks for cart have recovered. The analysis goes on until {until} UTC' },
      allGreen,
      why,
      rolledOut,
    ],
  },
  { outcome: 'rolled-out', messages: [starting, allGreen, why, rolledOut] },
];
