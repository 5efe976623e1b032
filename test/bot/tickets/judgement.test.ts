import { expect, it } from 'vitest';
import { type Evidence, judge } from '#bot/tickets/judgement.ts';

const said = (changes: Partial<Evidence> = {}): Evidence => ({
  isHuman: true,
  isByStaff: false,
  texts: ['How do I reset my password?'],
  hasFiles: false,
  joinable: null,
  ...changes,
});

it('takes a question for a request', () => {
  expect(judge(said())).toEqual({ standing: 'request' });
});

it('takes what bots and Slack itself write for noise, even when it reads like a question', () => {
  expect(judge(said({ isHuman: false, isByStaff: true, joinable: 4 }))).toEqual({ standing: 'ignored', reason: 'noise' });
});

it('opens nothing for what staff post, even beside a request', () => {
  expect(judge(said({ isByStaff: true, joinable: 4 }))).toEqual({ standing: 'ignored', reason: 'staff' });
});

it('joins the next message to the request, thanks included', () => {
  expect(judge(said({ joinable: 4 }))).toEqual({ standing: 'joined', ticketId: 4 });
  expect(judge(said({ joinable: 4, texts: ['thanks!'] }))).toEqual({ standing: 'joined', ticketId: 4 });
});

it('opens nothing for a greeting or thanks', () => {
  expect(judge(said({ texts: ['Hello everyone :wave:'] }))).toEqual({ standing: 'ignored', reason: 'smallTalk' });
  expect(judge(said({ texts: ['¡Muchas gracias!'] }))).toEqual({ standing: 'ignored', reason: 'smallTalk' });
});

it('takes a greeting with a file for a request', () => {
  expect(judge(said({ texts: ['Hello'], hasFiles: true }))).toEqual({ standing: 'request' });
});

it('takes a message for a request if it was one before or after its edit', () => {
  expect(judge(said({ texts: ['hello', 'where is my invoice?'] }))).toEqual({ standing: 'request' });
  expect(judge(said({ texts: ['where is my invoice?', 'never mind'] }))).toEqual({ standing: 'request' });
  expect(judge(said({ texts: ['hello', 'hello!'] }))).toEqual({ standing: 'ignored', reason: 'smallTalk' });
});
