import { expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';

it('turns a message into a ticket with a card and an acknowledgement', async () => {
  const { slack, people, help, triage, quiet, db } = await startCooperative();

  const { ts } = await slack.post(people.maya.id, help, 'How do I reset my warehouse password?');
  await quiet();

  const thread = slack.messages(help, { threadTs: ts });
  const [card] = slack.messages(triage);
  expect(thread.map((message) => message.text)).toEqual(['How do I reset my warehouse password?', expect.stringContaining('#1')]);
  expect(card?.text).toContain('How do I reset my warehouse password?');
  expect(await db.ticket.count()).toBe(1);
});
