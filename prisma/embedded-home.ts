import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { resolve as absolute, dirname, join } from 'node:path';
import { type Binaries, completeLinks, copyBinaries, findBinaries } from './embedded-binaries.ts';

/** Where root keeps what an ordinary user must reach when that user cannot reach the project. */
const SYSTEM_FOLDER = '/var/lib/rochdale';

/** A path of a socket is cut off by the kernel after about 107 bytes. */
const LONGEST_SOCKET_PATH = 100;

export type User = { uid: number; gid: number };

/** Where one embedded server lives, and as whom it runs (`undefined`: as whoever we are). */
export type Home = {
  folder: string;
  data: string;
  log: string;
  socket: string;
  binaries: Binaries;
  user: User | undefined;
};

/**
 * Decides where the server of a data folder lives. PostgreSQL refuses to run as root, so root gives it to an ordinary user:
 * the owner of the data, else of the project, else `postgres`, else `nobody`. Where that user cannot reach the data folder,
 * everything goes under /var/lib/rochdale, noted in `<dataFolder>/where`.
 */
export async function findHome(relativeFolder: string): Promise<Home> {
  const dataFolder = absolute(relativeFolder);
  await mkdir(dataFolder, { recursive: true });
  const noted = await notedFolder(dataFolder);
  const user = process.getuid?.() === 0 ? await chooseUser(noted ?? dataFolder) : undefined;
  const folder = noted ?? (await reachableFolder(dataFolder, user));
  const binaries = await usableBinaries(folder, user);
  const log = join(folder, 'log');
  await privateFolder(log, user);
  return { folder, data: join(folder, 'postgres'), log, socket: await socketFolder(folder, user), binaries, user };
}

async function notedFolder(dataFolder: string): Promise<string | undefined> {
  const note = join(dataFolder, 'where');
  const folder = (await readFile(note, 'utf8').catch(() => '')).trim();
  if (folder === '') return undefined;
  if (await ownerOf(folder)) return folder;
  // Starting an empty database here would look like lost data.
  throw new Error(
    `The database is kept in ${folder} (noted in ${note}), which is gone. Bring it back, or delete ${note} to begin with an empty one.`,
  );
}

async function chooseUser(folder: string): Promise<User> {
  const ofData = await ownerOf(join(folder, 'postgres'));
  if (ofData && ofData.uid !== 0) return ofData;
  const users = await knownUsers();
  // initdb looks its user up by number, so a user without a name will not do.
  for (const owner of [await ownerOf(folder), await ownerOf(join(import.meta.dirname, '..'))]) {
    if (owner && owner.uid !== 0 && users.some((user) => user.uid === owner.uid)) return owner;
  }
  const user =
    users.find(({ name }) => name === 'postgres') ??
    users.find(({ name }) => name === 'nobody') ??
    users.find(({ uid }) => uid > 0);
  if (user) return { uid: user.uid, gid: user.gid };
  throw new Error(
    'PostgreSQL does not run as root, and /etc/passwd names no other user. Add one (useradd postgres), or set DATABASE_URL.',
  );
}

async function knownUsers(): Promise<(User & { name: string })[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const users = lines.map((line) => line.split(':')).filter((fields) => fields.length >= 4);
  return users.map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

async function ownerOf(path: string): Promise<User | undefined> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
}

async function reachableFolder(dataFolder: string, user: User | undefined): Promise<string> {
  if (!user || canReach(user, dataFolder)) return dataFolder;
  if (await ownerOf(join(dataFolder, 'postgres'))) {
    throw new Error(
      `User ${user.uid}, who owns ${join(dataFolder, 'postgres')}, cannot reach it. Let that user through every folder above it (chmod o+x).`,
    );
  }
  const folder = join(SYSTEM_FOLDER, hashOf(await realpath(dataFolder)));
  await passableFolder(SYSTEM_FOLDER);
  await passableFolder(folder);
  await writeFile(join(dataFolder, 'where'), `${folder}\n`);
  return folder;
}

// Asked of the kernel by trying it: modes alone do not tell (access lists, mounts).
function canReach(user: User, folder: string, program?: string): boolean {
  const attempt = program ? 'cd "$1" && test -x "$2"' : 'cd "$1"';
  return spawnSync('/bin/sh', ['-c', attempt, 'sh', folder, program ?? ''], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

async function passableFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}

async function usableBinaries(folder: string, user: User | undefined): Promise<Binaries> {
  const binaries = await findBinaries();
  const whole = await completeLinks(binaries);
  if (user && !canReach(user, binaries.folder, 'bin/initdb')) {
    await passableFolder(SYSTEM_FOLDER);
    return copyBinaries(binaries, SYSTEM_FOLDER);
  }
  return whole ? binaries : copyBinaries(binaries, folder);
}

async function socketFolder(folder: string, user: User | undefined): Promise<string> {
  const beside = join(folder, 'socket');
  const fits = Buffer.byteLength(join(beside, '.s.PGSQL.5432')) <= LONGEST_SOCKET_PATH;
  const path = fits ? beside : `/tmp/rochdale-${hashOf(await realpath(folder))}`;
  await privateFolder(path, user);
  return path;
}

// Makes a folder that only the server's user may enter, and refuses one that somebody else has put there first.
async function privateFolder(path: string, user: User | undefined): Promise<void> {
  const created = await mkdir(path, { recursive: true, mode: 0o700 });
  if (created && user) await chown(path, user.uid, user.gid);
  const found = await lstat(path);
  const expected = user?.uid ?? process.getuid?.();
  if (!found.isDirectory() || found.uid !== expected) {
    throw new Error(
      `${path} belongs to user ${found.uid}, not to the database's user ${expected}. Run as that user, or remove it from ${dirname(path)}.`,
    );
  }
  await chmod(path, 0o700);
}

/** Runs one of PostgreSQL's programs as the server's user, and tells what it complained of when it fails. */
export async function runProgram(home: Home, program: string, args: string[]): Promise<string> {
  const env = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };
  return new Promise((resolve, reject) => {
    execFile(join(home.binaries.folder, 'bin', program), args, { ...home.user, cwd: '/', env }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      reject(new Error(`${program}: ${(stderr || error.message).trim()}`, { cause: error }));
    });
  });
}

/** Hands a file to the server's user. */
export async function giveTo(user: User | undefined, path: string): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
