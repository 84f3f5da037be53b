export { readMessages, type SlackMessage } from './slack.js';
export { readSite, readVersions, type SiteAddress } from './agents.js';
export { TemporalReader, type SeenRun } from './temporal.js';
export { reportOf, type Report } from './report.js';
export { problemsOf, type Judged } from './verdict.js';
