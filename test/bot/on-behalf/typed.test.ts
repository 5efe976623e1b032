import { expect, it } from 'vitest';
import { readLog } from '#bot/on-behalf/typed.ts';

it.each([
  ['phone <@UMAYA|maya> could not log in', { contact: 'phone', memberId: 'UMAYA', text: 'could not log in' }],
  ['In person: <@UMAYA> asked for a chair', { contact: 'in person', memberId: 'UMAYA', text: 'asked for a chair' }],
  ['email from <@UMAYA> &lt;b&gt; &amp; co', { contact: 'e-mail', memberId: 'UMAYA', text: '<b> & co' }],
  ['phone could not reach <@UTOM|tom>', { contact: 'phone', memberId: null, text: 'could not reach @tom' }],
  ['social', { contact: 'social', memberId: null, text: '' }],
  ['phones are down', { contact: null, memberId: null, text: 'phones are down' }],
  ['postage is too high', { contact: null, memberId: null, text: 'postage is too high' }],
  ['<@UMAYA> wants a chair', { contact: null, memberId: 'UMAYA', text: 'wants a chair' }],
  ['', { contact: null, memberId: null, text: '' }],
])('"/log %s" is understood as far as it goes', (typed, expected) => {
  expect(readLog(typed)).toEqual(expected);
});
