import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles, withoutComments } from '#test/support/source-files.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const ROOMS = ['bot', 'reports', 'surveys', 'prisma'];
const DRAWERS = /(^|\/)(utils?|helpers?|lib|common|shared|types|index|misc)(\.ts$|\/)/;

/** What a person can read: quoted words with a space in them, not the names the code gives to things. */
function sentences(source: string): string[] {
  return [...withoutComments(source).matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .filter((text) => /^[A-Z:*_].* /.test(text));
}

it('there is no drawer for what nobody could name', () => {
  const paths = ['bot', 'reports', 'surveys', 'test'].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }),
  );

  expect(paths.filter((path) => DRAWERS.test(path))).toEqual([]);
});

it('a ticket has one name in the code, and no other', () => {
  const others = /\b(?:const|let|function|type|class)\s+\w*(?:Issue|Case|Incident|Enquiry|Inquiry)s?\b/;

  const named = sourceFiles(...ROOMS).flatMap(({ path, source }) =>
    withoutComments(source)
      .split('\n')
      .filter((line) => others.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );

  expect(named).toEqual([]);
});

it('nobody who reads what the bot says meets the word ticket, case, issue or SLA', () => {
  const wrong = /\b(tickets?|cases?|issues?|SLAs?)\b/i;
  const faces = sourceFiles('bot').filter(({ path }) =>
    /(blocks|triage|pointers|tickets|ticket|desks|saying|event-job|parked|parked-words)\.ts$/.test(path),
  );

  const said = faces.flatMap(({ path, source }) =>
    sentences(source)
      .filter((text) => wrong.test(text.replaceAll(/\$\{[^}]*(?:\}|$)/g, '')))
      .map((text) => `${path}: ${text}`),
  );

  expect(faces.length).toBeGreaterThan(5);
  expect(said).toEqual([]);
});

it('whoever reads what the bot says meets no exclamation in capitals and no blame', () => {
  const rude = /\b(ERROR|INVALID|FAILED|ILLEGAL|invalid input|illegal)\b/;

  const said = sourceFiles('bot')
    .filter(({ path }) => /blocks\.ts$/.test(path))
    .flatMap(({ source }) => sentences(source).filter((text) => rude.test(text)));

  expect(said).toEqual([]);
});
