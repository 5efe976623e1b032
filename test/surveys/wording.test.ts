import { expect, it } from 'vitest';
import { textIn } from '#surveys/wording.ts';

it('a text is read in one’s own language, else in the survey’s, else in any', () => {
  const text = { en: 'Hello', es: 'Hola' };

  expect(textIn(text, 'es', { language: 'en' })).toBe('Hola');
  expect(textIn(text, 'fr', { language: 'es' })).toBe('Hola');
  expect(textIn({ de: 'Hallo' }, 'es', { language: 'en' })).toBe('Hallo');
  expect(textIn(text, 'constructor', { language: 'en' })).toBe('Hello');
});
