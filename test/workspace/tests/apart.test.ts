import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Every import of a file and of the files it imports, by specifier. */
function importsFrom(file: URL, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(file.pathname)) return seen;
  const source = readFileSync(file, 'utf8');
  const specifiers = [...source.matchAll(/^(?:import|export) (?:[^;]*? from )?'([^']+)'/gm)].map(
    ([, specifier]) => specifier ?? '',
  );
  seen.set(file.pathname, specifiers);
  for (const specifier of specifiers) if (specifier.startsWith('.')) importsFrom(new URL(specifier, file), seen);
  return seen;
}

/** A WebSocket, and what checks the arguments of a door. */
const LIBRARIES = ['ws', 'zod'];

it('knows nothing of the bot: the stand-in imports only its own files, Node’s and two libraries', () => {
  const files = importsFrom(new URL('../workspace.ts', import.meta.url));
  const foreign = [...files].flatMap(([file, specifiers]) =>
    specifiers
      .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:') && !LIBRARIES.includes(specifier))
      .map((specifier) => `${file}: ${specifier}`),
  );

  expect(files.size).toBeGreaterThan(25);
  expect(foreign).toEqual([]);
});
