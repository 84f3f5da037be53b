import { execa } from 'execa';

/** As whom and within which limits builds and instances run. */
export interface Confinement {
  /** Absent: as the agent itself. */
  readonly user?: User;
  /** Files that each process of an instance may have open. */
  readonly openFiles?: number;
  /** Memory that each process of an instance may take for data, in bytes; what it maps from files is not counted. */
  readonly memory?: number;
}

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export interface Asked {
  /** A name, or a number that has one. */
  readonly user?: string;
  readonly maxOpenFiles?: number;
  readonly maxMemory?: number;
}

/** Throws an error for the person who starts the agent when the system does not let it be so. */
export async function confinementOf(
  { user, maxOpenFiles, maxMemory }: Asked,
  folder: string,
): Promise<Confinement> {
  const confinement: Confinement = {
    ...(user !== undefined && { user: await userNamed(user) }),
    ...(maxOpenFiles !== undefined && { openFiles: maxOpenFiles }),
    ...(maxMemory !== undefined && { memory: maxMemory }),
  };
  const who = confinement.user ? `${confinement.user.name} (--user)` : 'the agent';
  const probe = (command: string, cwd: string) =>
    execa('sh', ['-c', command], { ...identity(confinement), cwd, reject: false, stdin: 'ignore' });
  const limits = await probe(limited('true', confinement), '/');
  if (limits.failed)
    throw new Error(
      `The system does not allow the limits --max-open-files and --max-memory (${limits.stderr}): give lower ones.`,
    );
  const entered = await probe(`cd '${folder.replaceAll("'", "'\\''")}'`, '/');
  if (entered.failed)
    throw new Error(
      `${who} cannot enter ${folder}: let everybody pass (chmod o+x) through the state directory and all above it.`,
    );
  return confinement;
}

/** A command whose processes have the limits. */
export function limited(command: string, { openFiles, memory }: Confinement): string {
  const files = openFiles === undefined ? '' : `ulimit -n ${openFiles} && `;
  const data = memory === undefined ? '' : `ulimit -d ${Math.floor(memory / 1024)} && `;
  return files || data ? `${files}${data}${command}` : command;
}

/** For child_process: whom to become. Groups of the agent are left behind. */
export function identity({ user }: Confinement): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/** What a program must know of the user that it runs as. */
export function userEnvironment({ user }: Confinement): Record<string, string> {
  return user ? { HOME: user.home, USER: user.name } : {};
}

/** Gives a folder and all in it to the user. Links are changed themselves, not what they point to. */
export async function giveTo({ user }: Confinement, folder: string, stop: AbortSignal): Promise<void> {
  if (!user) return;
  await execa('chown', ['-R', '-P', '-h', `${user.uid}:${user.gid}`, folder], { cancelSignal: stop });
}

async function userNamed(name: string): Promise<User> {
  if (process.getuid?.() !== 0)
    throw new Error('--user is for an agent that runs as root: only root can become another user.');
  const { stdout, failed } = await execa('getent', ['passwd', '--', name], { reject: false });
  const [found = '', , uid, gid, , home = '/'] = stdout.split(':');
  if (failed || !uid || !gid)
    throw new Error(`--user ${name} is no user of this machine (getent passwd): create it first.`);
  return { name: found, uid: Number(uid), gid: Number(gid), home };
}
