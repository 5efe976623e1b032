import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeFrom, grouped, readCode } from '#bot/mailbox/pick-up-codes.ts';

const codes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => codeFrom(Buffer.from(bytes)));
const characters = '2346789ABCDEFGHJKMNPQRTUVWXYZ';
const place = fc.integer({ min: 0, max: 14 });
const character = fc.constantFrom(...characters);

const swapped = (code: string, index: number, by: string) => code.slice(0, index) + by + code.slice(index + 1);

it('is shown in three groups of five, without characters that look alike', () => {
  const shown = Array.from({ length: 200 }, () => grouped(codeFrom(randomBytes(32))));

  expect(shown.filter((one) => !/^[2-46-9A-HJ-KMNP-RT-Z]{5}(-[2-46-9A-HJ-KMNP-RT-Z]{5}){2}$/.test(one))).toEqual([]);
  expect(new Set(shown).size).toBe(200);
});

it('can be typed with small letters, spaces or other dashes', () => {
  fc.assert(
    fc.property(codes, fc.constantFrom(' ', '-', '–', '', ' - ', '.'), (code, between) => {
      const typed = ` ${grouped(code).toLowerCase().replaceAll('-', between)}\n`;

      expect(readCode(typed)).toBe(code);
    }),
  );
});

it('tells one or two wrong characters, and two that changed places, from another code', () => {
  fc.assert(
    fc.property(codes, place, character, place, character, (code, first, one, second, other) => {
      const slipped = swapped(swapped(code, first, one), second, other);
      const turned = swapped(swapped(code, first, code[second] ?? ''), second, code[first] ?? '');

      expect(readCode(slipped)).toBe(slipped === code ? code : null);
      expect(readCode(turned)).toBe(turned === code ? code : null);
    }),
  );
});

it('is nothing in whatever else is typed, however long', () => {
  const typed = ['', 'hello', 'K7MPQ-XW3TR', '0'.repeat(15), 'é'.repeat(15), '2'.repeat(50_000)];

  expect(typed.map(readCode)).toEqual(typed.map(() => null));
});
