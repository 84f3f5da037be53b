import { figureLine } from './announcements/figures.js';
import { write, type Dialect } from './announcements/parts.js';
import type { DeploymentView } from './deployment.js';
import { short } from './ids.js';

/** Text for terminals, logs and results: nothing needs escaping there. */
export const plain: Dialect = { text: (text) => text, link: (url) => url };

/** Commit messages and output are somebody else's text: they may neither format nor link in Markdown. */
const markdown: Dialect = {
  text: (text) => text.replace(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&'),
  link: (url) => `<${url}>`,
};

/** One line that says how a deployment stands: the Slack parent's status and the static part of every list. */
export function statusLine(view: DeploymentView): string {
  if (view.outcome) return `${view.outcome.kind}: ${view.outcome.why}`;
  const until = view.until ? ` until ${view.until.slice(11, 19)} UTC` : '';
  return `${view.phase}${until}${heldBy(view)}${view.needsOperator ? ', needs an operator' : ''}`;
}

function heldBy({ hold }: DeploymentView): string {
  if (!hold) return '';
  const until = hold.until ? ` until ${hold.until.slice(11, 19)} UTC` : '';
  return `, held by ${hold.by ?? 'somebody'}${until}${hold.reason ? `: ${hold.reason}` : ''}`;
}

/** The run's page in the Temporal UI: what it deploys, how it stands, what was measured, what was said. */
export function details(view: DeploymentView): string {
  const text = (value: string) => markdown.text(value);
  const change = view.change;
  const subject = change
    ? `"${text(change.subject)}"${change.author ? ` by ${text(change.author)}` : ''}${change.link ? `, ${markdown.link(change.link)}` : ''}`
    : '';
  return [
    `**${text(view.service)} ${short(view.commit)}**, deployment ${view.id}: **${text(statusLine(view))}**`,
    subject,
    `Sites: ${view.sites.map(text).join(', ')}`,
    view.figures.map((figure) => `- ${write([figureLine(figure)], markdown)}`).join('\n'),
    view.story.map((said) => `> ${text(said).replaceAll('\n', '  \n> ')}`).join('\n\n'),
    view.outcome
      ? ''
      : `To stop it: \`temporal workflow signal --workflow-id deployment.${view.service} --name abort\``,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
