import { expect, it } from 'vitest';
import { wordsIn } from '#bot/words/words.ts';
import { readable, wrongFor } from './shown.ts';

const received = (language: 'en' | 'es') => wordsIn(language).requests.received('*#1*');

it('a sentence in the other language is noticed, whoever reads which', () => {
  expect(wrongFor('es', [received('en')], [])).toEqual([`the other language: ${received('en')}`]);
  expect(wrongFor('en', [received('es')], [])).toEqual([`the other language: ${received('es')}`]);
  expect([wrongFor('en', [received('en')], []), wrongFor('es', [received('es')], [])]).toEqual([[], []]);
});

it('so is what only staff read, a word only staff know, and a sentence nobody can follow', () => {
  const long = `${'palabra '.repeat(21)}fin.`;

  expect(wrongFor('es', ['Request #1 is yours now.'], [])).toHaveLength(1);
  expect(wrongFor('en', ['Your ticket was merged.'], [])).toEqual(['jargon: Your ticket was merged.']);
  expect(wrongFor('es', [long], [])).toEqual([`more than 20 words: ${long}`]);
});

it('what people wrote themselves is their own affair', () => {
  expect(wrongFor('es', [`Preguntaste: Where is the ticket?`], ['Where is the ticket?'])).toEqual([]);
});

it('every text that can be read is looked at: of buttons, of forms, and what is wrong with a field', () => {
  const view = {
    title: { type: 'plain_text', text: 'A title' },
    blocks: [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: 'A section' },
        accessory: { text: { text: 'A button' }, value: 'no text' },
      },
      { type: 'rich_text', elements: [{ type: 'text', text: 'quoted' }] },
    ],
    errors: { text: 'An error' },
  };

  expect(readable(view).toSorted()).toEqual(['A button', 'A section', 'A title', 'An error']);
});
