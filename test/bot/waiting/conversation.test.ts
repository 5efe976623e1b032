import { expect, it } from 'vitest';
import { CLAIM_TICKET } from '#bot/tickets/action-ids.ts';
import { staffMove } from '#bot/tickets/tickets.ts';
import { MONDAY_MORNING } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

it('a member who does not answer is reminded of the question, then told kindly, and comes back by writing', async () => {
  const { people, press, write, thread, clock, database, quiet, bots, workspaceId, ticket, card } = await cooperativeWithRequest({
    at: MONDAY_MORNING,
  });
  const deps = bots[0]!.deps;
  const later = async (days: number, task: string) => {
    clock.set(new Date(clock.now().getTime() + days * 86_400_000 + 60_000));
    await database.pool.query(
      `update graphile_worker._private_jobs set run_at = now()
       where task_id = (select id from graphile_worker._private_tasks where identifier = $1)`,
      [task],
    );
    await quiet();
  };
  await press(people.ana.id, CLAIM_TICKET);
  await write(people.ana.id, 'Which month do you mean, <https://example.org|this one>?');
  await staffMove(deps, { workspaceId, ticketId: 1, actorId: people.ana.id }, 'wait on member');
  await quiet();

  await later(2, 'nudge-member');
  const reminded = thread().at(-1);
  await later(7, 'go-stale');
  const putAside = [thread()[1], thread().at(-1)];
  const staleCard = card()?.text;
  await write(people.maya.id, 'May, sorry!');

  expect(reminded).toContain(`Hello! <@${people.ana.id}> still needs an answer from you for your request *#1*.`);
  expect(reminded).toContain('The question was: Which month do you mean, this one (https://example.org)?');
  const sentence =
    'We did not hear from you, so we have put your request *#1* aside. Nothing is lost: write here and we go on with it.';
  expect(putAside).toEqual([sentence, sentence]);
  expect(staleCard).toContain('Stale');
  expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: people.ana.id });
});
