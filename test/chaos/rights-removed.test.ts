import { expect, it } from 'vitest';
import { type CooperativeWithRequest, cooperativeWithRequest } from '#test/support/requests.ts';
import type { Delivered } from '#test/workspace/ledger.ts';
import { calm } from './harness.ts';
import { allRows } from './rows.ts';
import { asSent, bodyOf, openForm } from './session.ts';

type Loss = (coop: CooperativeWithRequest, userId: string) => Promise<unknown>;

/** The ways in which somebody's rights end while they have a form open. */
const LOSSES: Record<string, Loss> = {
  'leaves the triage channel': ({ slack, triage }, id) => slack.leave(id, triage),
  'is no longer named in the settings': ({ db }, memberId) => db.deskStaff.deleteMany({ where: { memberId } }),
  'becomes a guest': ({ slack }, id) => slack.changePerson(id, { isGuest: true }),
  'is deactivated': ({ slack }, id) => slack.deactivate(id),
};

it.each(Object.entries(LOSSES))(
  '30: who %s is refused from the next request on: an open form, a button, a command and a reply do nothing',
  async (_name, lose) => {
    const coop = await cooperativeWithRequest();
    const { slack, db, database, people, help, triage, ts, press, workspaceId } = coop;
    const { id } = people.ana;
    const untilDone = () => calm({ slack, pool: database.pool });
    // One of each kind, as they were when she might still send them.
    await press(id, 'Claim');
    await press(id, 'Undo');
    await slack.command(id, triage, '/triage', 'list');
    await slack.press(id, { channel: triage, ts: coop.cardTs }, 'Reply');
    await slack.submit(id, await openForm(slack, id), { 'Your answer': 'The first answer' });
    await untilDone();
    await slack.press(id, { channel: triage, ts: coop.cardTs }, 'Resolve…');
    await openForm(slack, id);
    const kinds = ['block_actions', 'view_submission', '/triage'];
    const sent = kinds.map((kind) => slack.ledger.deliveries(kind).findLast((one) => one.body.includes(id))!);

    await lose(coop, id);
    await untilDone();
    const before = await effects(coop);
    const answers: string[] = [];
    for (const [index, delivery] of sent.entries()) answers.push(await sendAgain(coop, delivery, `after-${index}`));
    await slack.post(id, help, 'My words as staff', { threadTs: ts }).catch(() => undefined);
    await untilDone();

    const after = await effects(coop);
    expect(answers.join(' ')).not.toContain('invoice');
    expect(after.tickets).toEqual(before.tickets);
    expect(after.events.filter(({ kind }) => kind !== 'member_wrote')).toEqual(before.events);
    expect(after.said).toEqual(before.said);
    expect(await db.ticket.findFirst({ where: { workspaceId, id: 1 } })).toMatchObject({ state: 'claimed', resolvedAt: null });
  },
);

it('30: a stranger and a guest who are named as staff can do nothing that staff can', async () => {
  const coop = await cooperativeWithRequest();
  const { slack, db, database, people, triage, press, workspaceId } = coop;
  const stranger = slack.addStranger({ name: 'xena', realName: 'Xena', channels: [triage] });
  const guest = slack.addPerson({ name: 'gus', realName: 'Gus', isGuest: true });
  await slack.join(guest.id, triage, people.ana.id);
  for (const { id } of [stranger, guest]) {
    await slack.post(id, triage, 'I am here, too');
    await db.deskStaff.create({ data: { workspaceId, deskId: 'main', memberId: id, isPresent: true } });
  }
  await slack.changePerson(guest.id, { realName: 'Gus Guest' });
  await slack.changePerson(stranger.id, { realName: 'Xena Stranger' });
  await calm({ slack, pool: database.pool });
  const before = await effects(coop);

  for (const { id } of [stranger, guest]) {
    await press(id, 'Claim');
    await press(id, 'ticket.solve');
    await slack.command(id, triage, '/triage', 'claim 1');
  }
  await calm({ slack, pool: database.pool });

  expect(await effects(coop)).toEqual(before);
  expect(coop.lastWhisper(guest.id)).toContain('staff');
  expect(coop.lastWhisper(stranger.id)).toContain('staff');
});

/** The same request as nobody has sent it yet. */
async function sendAgain({ slack }: CooperativeWithRequest, delivery: Delivered, trigger: string): Promise<string> {
  const body = asSent(delivery, { ...bodyOf(delivery), trigger_id: trigger });
  const headers = { 'content-type': delivery.contentType, ...slack.sign(body) };
  return (await slack.deliverRaw({ body, headers })).body;
}

async function effects({ database }: CooperativeWithRequest) {
  const {
    ticket: tickets = [],
    ticket_event: events = [],
    said_message: said = [],
    audit_entry: audit = [],
  } = await allRows(database.pool);
  return { tickets, events, said, audit };
}
