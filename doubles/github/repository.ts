import { createHash } from 'node:crypto';
import type { Repository, User } from '@octokit/webhooks-types';

/** A repository on this machine, and how GitHub would call it. */
export interface LocalRepository {
  readonly path: string;
  /** `acme/cart` */
  readonly fullName: string;
  /** Address of its pages: `https://github.com/acme/cart`. */
  readonly web: string;
}

/** The `repository` part of a payload. It can be cloned from its path, so that everything works without GitHub. */
export function repositoryOf({ path, fullName, web }: LocalRepository, branch: string): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  const { host } = new URL(web);
  const now = Math.floor(Date.now() / 1000);
  return {
    ...identity(fullName, 'R'),
    name,
    full_name: fullName,
    private: false,
    owner: { ...userOf(owner), name: owner, email: null },
    html_url: web,
    url: web,
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    clone_url: path,
    svn_url: web,
    ...apiUrls(`https://api.github.com/repos/${fullName}`),
    ...unremarkable,
    created_at: now,
    updated_at: new Date(now * 1000).toISOString(),
    pushed_at: now,
    default_branch: branch,
    master_branch: branch,
  };
}

/** An account by its login. */
export function userOf(login: string): User {
  const api = `https://api.github.com/users/${login}`;
  return {
    login,
    ...identity(login, 'U'),
    avatar_url: `https://avatars.githubusercontent.com/${login}`,
    gravatar_id: '',
    url: api,
    html_url: `https://github.com/${login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

/** The same name has the same number every time. */
function identity(name: string, kind: string): { id: number; node_id: string } {
  const id = createHash('sha256').update(name).digest().readUInt32BE();
  return { id, node_id: `${kind}_${Buffer.from(String(id)).toString('base64url')}` };
}

function apiUrls(api: string) {
  return {
    forks_url: `${api}/forks`,
    keys_url: `${api}/keys{/key_id}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    teams_url: `${api}/teams`,
    hooks_url: `${api}/hooks`,
    issue_events_url: `${api}/issues/events{/number}`,
    events_url: `${api}/events`,
    assignees_url: `${api}/assignees{/user}`,
    branches_url: `${api}/branches{/branch}`,
    tags_url: `${api}/tags`,
    blobs_url: `${api}/git/blobs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    trees_url: `${api}/git/trees{/sha}`,
    statuses_url: `${api}/statuses/{sha}`,
    languages_url: `${api}/languages`,
    stargazers_url: `${api}/stargazers`,
    contributors_url: `${api}/contributors`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    commits_url: `${api}/commits{/sha}`,
    git_commits_url: `${api}/git/commits{/sha}`,
    comments_url: `${api}/comments{/number}`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    contents_url: `${api}/contents/{+path}`,
    compare_url: `${api}/compare/{base}...{head}`,
    merges_url: `${api}/merges`,
    archive_url: `${api}/{archive_format}{/ref}`,
    downloads_url: `${api}/downloads`,
    issues_url: `${api}/issues{/number}`,
    pulls_url: `${api}/pulls{/number}`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    labels_url: `${api}/labels{/name}`,
    releases_url: `${api}/releases{/id}`,
    deployments_url: `${api}/deployments`,
  };
}

const unremarkable = {
  description: null,
  fork: false,
  homepage: null,
  size: 0,
  stargazers: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  language: null,
  has_issues: true,
  has_projects: true,
  has_downloads: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  forks: 0,
  forks_count: 0,
  mirror_url: null,
  archived: false,
  disabled: false,
  open_issues: 0,
  open_issues_count: 0,
  license: null,
  is_template: false,
  web_commit_signoff_required: false,
  topics: [],
  visibility: 'public' as const,
  custom_properties: {},
};
