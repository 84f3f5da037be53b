import type { Words } from './words.js';

/** The keys of the platform file, and of what its targets, metrics and notifiers take. */
export const platform: Words = {
  version: ['required', 'The version of this format: `1`'],
  owner: ['`merganser`', "This installation's name; sites refuse another's. 1 to 63 of `a-z 0-9 _ -`"],
  sites: ['required', 'Where services run; one site or more'],
  'sites[].name': ['required', 'Once each; 1 to 63 of `a-z 0-9 _ -`, the first a letter or digit'],
  'sites[].target': ['required', 'How versions get there: a type and its options'],
  'sites[].target.type': ['required', '`process`'],
  'sites[].target.url': ['required', '`process`: where the agent of the site listens, `http` or `https`'],
  'sites[].target.ports': ['free ports', '`process`: the port of each service at the site, by its name'],
  services: ['none', 'The services, as below, once each'],
  metrics: ['`{type: scrape}`', 'Where requests and errors are counted: a type and its options'],
  'metrics.type': ['required', "`scrape`: the agents' own counters"],
  'metrics.history': [
    'none',
    '`scrape`: a recorded history, for sites whose agent knows less than 30 minutes; relative to this file',
  ],
  notify: ['`{console: {}}`', 'Where messages go: one notifier with its options, `slack` or `console`'],
  'notify.slack': ['none', 'Posts to Slack with `SLACK_BOT_TOKEN`'],
  'notify.slack.channel': ['required', "`#deploys`, or a channel's ID such as `C0123ABCD`"],
  'notify.console': ['none', 'Prints to standard output; `{}`, it has no options'],
  github: ['none', 'Kept for later; `{}`'],
  defaults: ['none', 'Every key of a service but `service` and `repository`, for all services'],
  limits: ['none', 'What a service file may ask for, as below'],
};
