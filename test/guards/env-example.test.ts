import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { ENV_KEYS } from '#bot/env.ts';

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

it('.env.example lists exactly the keys that bot/env.ts reads, all without a value', () => {
  const listed = parseEnv(example);

  expect(Object.keys(listed).sort()).toEqual([...ENV_KEYS].sort());
  expect(new Set(Object.values(listed))).toEqual(new Set(['']));
});

it('.env.example explains every key on the line above it', () => {
  const lines = example.split('\n');

  const unexplained = lines.filter((line, index) => /^\w+=/.test(line) && !lines[index - 1]?.startsWith('# '));

  expect(unexplained).toEqual([]);
});
