import { describe, expect, it } from 'vitest';
import { PATTERNS, sensitiveIn } from '#bot/privacy/patterns.ts';
import { workingMs } from '#test/support/working-time.ts';

describe('what a message looks like it holds', () => {
  it.each(PATTERNS.map(({ name, example }) => [example, name]))('"%s" is taken for a %s', (example, name) => {
    expect(sensitiveIn(example)).toBe(name);
  });

  it.each([
    ['Pay with 2024 4111 1111 1111 1111 please', 'card'],
    ['378282246310005', 'card'],
    ['3782-822463-10005 is my Amex', 'card'],
    ['5555-5555-5555-4444', 'card'],
    ['IBAN: de89370400440532013000.', 'account'],
    ['GB29 NWBK 6016 1331 9268 19 THANKS', 'account'],
    ['password: hunter2', 'password'],
    ['Password = "correct horse"', 'password'],
    ['The password for the shared drive is tulip.', 'password'],
    ['la clave del portal es: Abc123', 'password'],
    ["I'm pregnant and need another desk", 'health'],
    ['Estoy embarazada', 'health'],
  ])('"%s" is taken for a %s', (text, name) => {
    expect(sensitiveIn(text)).toBe(name);
  });

  it.each([
    'How do I reset my password?',
    'My password is wrong',
    'My password is not working',
    'my password is expired.',
    'The password is the same as before, I think',
    'Mi contraseña es incorrecta',
    'La clave es que nadie contesta',
    'Mi contraseña no funciona',
    'Order 4111 1111 1111 1112 has not come',
    'Our invoice 1234567890123456 is missing',
    'Call me at 555-010-9999 or +34 600 000 000',
    'ES91 2100 0418 4502 0005 1333 is no account',
    'The diagnosis page shows an error',
    'I have a question on health insurance',
    'Ticket 000-12-3456',
    '0000 0000 0000 0000',
    'The account number field is empty, since 2024',
    '',
  ])('"%s" is taken for nothing', (text) => {
    expect(sensitiveIn(text)).toBeNull();
  });
});

describe('however long a message is', () => {
  const HOSTILE = [
    '4',
    '4 ',
    '4111 ',
    '4111-',
    'ES91 ',
    'aa11',
    'a',
    'password ',
    'password for ',
    'password is a ',
    'my password for a a a a a a a a a a a a a a a is',
    'contraseña de ',
    'contraseña es a',
    'account number ',
    'account number 1 2',
    'número de cuenta ',
    'ssn ',
    '123-45-',
    'i have i have ',
    'my ',
    ' ',
    '\n',
    'ñ',
  ];

  it.each(HOSTILE)('it is looked through at once: "%s" over and over', (part) => {
    const text = part.repeat(Math.ceil(40_000 / part.length)).slice(0, 40_000);
    sensitiveIn(text);

    expect(workingMs(() => sensitiveIn(text), 50)).toBeLessThan(50);
  });
});
