import { expect, it } from 'vitest';
import { looksSecret } from '#bot/provisioning/secret-looks.ts';

it.each([
  'The password is Sunflower42',
  'pw: hunter2',
  'mi contraseña es Girasol42',
  'clave: 1234',
  'API key = abcdef',
  'xoxb-1234567890-abcdefghij',
  'AKIAIOSFODNN7EXAMPLE',
  'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  '-----BEGIN RSA PRIVATE KEY-----',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
  'postgres://ana:geheim@db.example.org/x',
  'Here it is: tR7$kq9!Zp2m',
  'Use aB3dE6gH9jK2',
])('takes "%s" for a secret', (text) => {
  expect(looksSecret(text)).toBe(true);
});

it.each([
  'Your access begins on Monday. Ask us when it does not work!',
  'You choose your own password at the first login.',
  'See https://docs.example.org/Start-Here-2026?page=1 for the first steps.',
  'Write to maya.ortega+1@maple-street.example',
  'The manual is Start_Guide-2026.pdf',
  'Su acceso empieza el lunes.',
  '',
])('lets "%s" pass', (text) => {
  expect(looksSecret(text)).toBe(false);
});
