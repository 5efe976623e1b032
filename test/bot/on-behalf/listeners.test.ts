import { describe, expect, it } from 'vitest';
import { UNDO_LOG } from '#bot/on-behalf/blocks.ts';
import { ANSWERED_ELSEWHERE, MORE_MOVES } from '#bot/tickets/action-ids.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

describe('/log', () => {
  it('with everything in one line needs no form, tells the member in their language, and can be undone', async () => {
    const { slack, people, triage, quiet, db } = await startCooperative();
    await slack.changePerson(people.maya.id, { locale: 'es-ES' });
    await quiet();

    await slack.command(people.ana.id, triage, '/log', `phone <@${people.maya.id}|maya> could not log in`);
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ requesterId: people.maya.id, contactBy: 'phone', state: 'open' }]);
    const [talk] = slack.botMessages(slack.directChannel(people.maya.id));
    expect(JSON.stringify(talk?.blocks)).toContain('anotó esto por ti después de tu contacto con nosotros (teléfono)');
    expect(slack.botMessages(triage)[0]?.text).toContain('could not log in');
    const answer = slack.ephemerals(people.ana.id).at(-1);
    expect(answer?.text).toContain('Request #1 is written down');

    await slack.press(people.ana.id, { ephemeral: String(answer?.id) }, UNDO_LOG);
    await quiet();
    expect(await db.ticket.findFirst()).toMatchObject({ state: 'dismissed' });
  });

  it('opens a form with what was typed, keeps it when something is missing, and takes people outside Slack', async () => {
    const { slack, people, triage, workspaceId, quiet, db } = await startCooperative();
    await db.organisation.create({ data: { workspaceId, id: 'O1', name: 'Maple Street' } });
    await slack.command(people.ana.id, triage, '/log', 'e-mail the door is stuck');
    const form = String(slack.views(people.ana.id).at(-1)?.id);

    const nobody = await slack.submit(people.ana.id, form, {});
    expect(nobody.errors).toEqual({ member: 'Please choose who they are, or type a name below.' });
    const unknown = await slack.submit(people.ana.id, form, {
      'Or, if they are not in Slack, their name': 'Rosa Pérez',
      'Their organisation': 'Mapel Street',
    });
    expect(unknown.errors.organisation).toContain('Did you mean Maple Street?');
    const saved = await slack.submit(people.ana.id, form, {
      'Their organisation': 'Maple',
      'Is it done?': ['Answered on the spot'],
    });
    await quiet();

    expect(saved.outcome).toBe('updated');
    expect(await db.ticket.findFirst()).toMatchObject({ contactBy: 'e-mail', state: 'resolved', ownerId: people.ana.id });
    expect(await db.member.findFirst({ where: { kind: 'outside' } })).toMatchObject({
      displayName: 'Rosa Pérez',
      organisationId: 'O1',
    });
    expect(slack.botMessages(triage)[0]?.text).toContain('the door is stuck');
  });

  it('is for staff, and explains itself', async () => {
    const { slack, people, help, quiet } = await startCooperative();

    await slack.command(people.maya.id, help, '/log', 'phone');
    await slack.command(people.ana.id, help, '/log', 'help');
    await quiet();

    expect(slack.ephemerals(people.maya.id).at(-1)?.text).toContain('for the staff of the desk');
    expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('In a thread commands do not work');
  });
});

it('"Answered elsewhere" asks when, keeps the form open for a time that cannot be, and says nothing to the member', async () => {
  const { slack, people, openForm, thread, quiet, ticket, clock } = await cooperativeWithRequest();
  const more = await openForm(people.ana.id, MORE_MOVES);
  await slack.press(people.ana.id, { view: more }, ANSWERED_ELSEWHERE);
  const form = String(slack.views(people.ana.id).at(-1)?.id);
  const said = thread().length;
  const in_ = (seconds: number) => ({ 'When you answered': String(Math.floor(clock.now().getTime() / 1000) + seconds) });

  const tooSoon = await slack.submit(people.ana.id, form, in_(-7200));
  expect(tooSoon.errors).toEqual({ time: 'That is before they asked. Please choose a later time.' });
  const saved = await slack.submit(people.ana.id, form, in_(0));
  await quiet();

  expect(saved.outcome).toBe('cleared');
  expect(await ticket()).toMatchObject({ ownerId: people.ana.id, firstReplyBy: people.ana.id, state: 'claimed' });
  expect(thread()).toHaveLength(said);
});
