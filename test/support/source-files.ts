import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Every TypeScript file of some rooms, by its path from the top. */
export function sourceFiles(...rooms: string[]): { path: string; source: string }[] {
  return rooms.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('generated'))
      .map((name) => ({ path: join(room, name), source: readFileSync(join(ROOT, room, name), 'utf8') })),
  );
}

/** The file's code with comments taken out, so that a rule may be named where it is kept. */
export function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}
