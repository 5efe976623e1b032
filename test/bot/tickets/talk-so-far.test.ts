import { expect, it } from 'vitest';
import { makePrivate } from '#bot/privacy/privacy.ts';
import { talkMessage } from '#bot/tickets/acknowledgement.ts';
import { talkSoFar } from '#bot/tickets/talk-so-far.ts';
import { aTicketView, by, MAYA, minutesAfter, openDesk, TOM } from '#test/support/factories.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';

/** All text of blocks, as Slack counts it against `msg_blocks_too_long`. */
function lettersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + lettersIn(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : lettersIn(one)),
    0,
  );
}

it('a talk that has moved is a message that Slack takes, however much was said before', async () => {
  const { deps, db, say, ticket, time } = await openDesk();
  const threadTs = await say(MAYA, 'My payslip is wrong');
  for (let index = 1; index <= 12; index += 1)
    await say(index % 2 ? TOM : MAYA, `${index} ${'x'.repeat(3000)}`, { threadTs, at: minutesAfter(time.now, index * 3) });
  await makePrivate(deps, by(MAYA));

  const soFar = await talkSoFar(db, await ticket());
  const message = talkMessage(
    aTicketView({
      ticket: { talksInDm: true, isPrivate: true },
      request: [{ text: 'q'.repeat(3000), deletedAt: null }],
      knownProblems: [900, 901, 902].map((ticketId) => ({ ticketId, text: 'x'.repeat(200) })),
    }),
    soFar,
  );

  expect(soFar.said.at(-1)?.text).toMatch(/^12 /);
  expect(objectionsTo(message)).toEqual([]);
  expect(lettersIn(message.blocks)).toBeLessThan(9000);
});
