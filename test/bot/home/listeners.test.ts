import { describe, expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

type Blocks = { block_id?: string; type: string }[];

it('a member sees her requests in Home, adds to one, says it is solved and writes again; each press counts once', async () => {
  const coop = await cooperativeWithRequest();
  const { slack, people, quiet, press, write, ticket, thread, underCard, kinds } = coop;
  const maya = people.maya.id;
  const home = () => JSON.stringify(slack.home(maya)?.blocks ?? []);
  const on = async (actionId: string, userId = maya) => {
    const answer = await slack.press(userId, { view: String(slack.home(maya)?.id) }, { actionId, value: '1' });
    await quiet();
    return answer;
  };
  await slack.openHome(maya);
  await quiet();

  expect(home()).toContain('We have it, and somebody will answer.');

  await press(people.ana.id, 'ticket.claim');
  await write(people.ana.id, 'Which &lt;month&gt;?');
  expect(home()).toContain(`<@${people.ana.id}> is looking after it.`);
  expect(home()).toContain('Which <month>?');

  await on('request.add');
  const form = String(slack.views(maya).at(-1)?.id);
  const empty = await slack.submit(maya, form, { added: '   ' });
  await slack.submit(maya, form, { added: 'The one of *May*' });
  await quiet();
  expect(empty.errors).toEqual({ added: 'Please write something first.' });
  expect(thread().at(-1)).toBe('maya added: The one of *May*');
  expect(underCard().at(-1)).toContain('The one of *May*');

  await on('request.solved');
  expect(home()).toContain('*#1* · Solved');
  expect(await ticket()).toMatchObject({ state: 'resolved', outcome: 'solved', ownerId: people.ana.id });

  await on('request.add');
  await slack.submit(maya, String(slack.views(maya).at(-1)?.id), { added: 'It is not here yet' });
  await quiet();
  expect(home()).toContain('is looking after it.');

  await on('request.take-back');
  expect(home()).toContain('*#1* · No longer needed');
  expect(await kinds()).toEqual([
    'opened',
    'claimed',
    'replied',
    'member_wrote',
    'resolved',
    'member_wrote',
    'reopened',
    'withdrawn',
  ]);
});

it('what somebody else presses, twice, or with a number that is not theirs, changes nothing and is answered with a sentence', async () => {
  const coop = await cooperativeWithRequest();
  const { slack, people, quiet, kinds, db } = coop;
  const opened = async (userId: string) => {
    await slack.openHome(userId);
    await quiet();
    return String(slack.home(userId)?.id);
  };
  const mayas = await opened(people.maya.id);
  await slack.post(people.tom.id, coop.help, 'How do I log in?');
  await quiet();
  const toms = await opened(people.tom.id);
  // The number in the button of Tom's Home is Maya's, as if he had forged it.
  await db.ticket.updateMany({ where: { id: 2 }, data: { requesterId: people.tom.id } });
  const blocks = slack.home(people.tom.id)?.blocks as { elements?: { value?: string }[] }[];
  for (const { elements = [] } of blocks) for (const element of elements) if (element.value === '2') element.value = '1';
  const sentence = () => JSON.stringify(slack.views(people.tom.id).at(-1)?.blocks ?? []);

  const refused: string[] = [];
  for (const actionId of ['request.add', 'request.solved', 'request.take-back']) {
    await slack.press(people.tom.id, { view: toms }, { actionId });
    // The press is acknowledged before the sentence is shown.
    await expect.poll(() => slack.views(people.tom.id)).toHaveLength(1);
    refused.push(sentence());
    await slack.closeView(people.tom.id, String(slack.views(people.tom.id).at(-1)?.id));
  }
  await quiet();

  expect(refused.every((text) => text.includes("Request #1 is somebody else's."))).toBe(true);
  expect(await kinds()).toEqual(['opened']);

  const solve = () => slack.press(people.maya.id, { view: mayas }, { actionId: 'request.solved' });
  await Promise.all([solve(), solve()]);
  await quiet();
  expect(await kinds()).toEqual(['opened', 'resolved']);
});

it('P7: a Home in which nothing changed costs no call, and one that Slack has lost comes back', async () => {
  const { slack, people, quiet } = await cooperativeWithRequest();
  const published = () => slack.ledger.calls('views.publish').length;
  const open = async () => {
    await slack.openHome(people.maya.id);
    await quiet();
    return published();
  };

  const counts = [await open(), await open()];
  await Promise.all([slack.openHome(people.maya.id), slack.openHome(people.maya.id)]);
  await quiet();

  expect([...counts, published()]).toEqual([1, 1, 1]);

  await slack.openHome(people.maya.id, 'messages');
  await quiet();
  expect(published()).toBe(1);
});

describe('a member whose Slack speaks Spanish', () => {
  it('reads Spanish from the first word to the last, until she chooses otherwise', async () => {
    const coop = await startCooperative();
    const { slack, help, triage, quiet, people, db } = coop;
    const lucia = slack.addPerson({ name: 'lucia', realName: 'Lucía', email: 'lucia@example.org', locale: 'es-ES' });
    await slack.join(lucia.id, help);
    await slack.openHome(lucia.id);
    await quiet();
    const home = () => JSON.stringify(slack.home(lucia.id)?.blocks ?? []);
    const view = () => ({ view: String(slack.home(lucia.id)?.id) });
    expect(home()).toContain('No tienes solicitudes abiertas.');
    expect(home()).toContain('como tu Slack');

    const { ts } = await slack.post(lucia.id, help, '¿Dónde está mi factura?');
    await quiet();
    const thread = () =>
      slack
        .messages(help, { threadTs: ts })
        .slice(1)
        .map(({ text }) => text);
    expect(thread()[0]).toContain('Gracias, tenemos tu solicitud.');
    expect(thread()[0]).toContain('lun–vie 09:00–17:00 (hora de UTC)');
    expect(home()).toContain('La tenemos, y alguien te responderá.');

    const card = { channel: triage, ts: slack.messages(triage).at(-1)?.ts ?? '' };
    await slack.press(people.ana.id, card, 'ticket.reply');
    await slack.submit(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id), { 'Your answer': '¿De qué mes?' });
    await quiet();
    expect(thread()).toContain('*ana (equipo):* ¿De qué mes?');
    expect(home()).toContain('se ocupa de ella.');

    await slack.press(lucia.id, view(), 'request.add');
    const form = slack.views(lucia.id).at(-1);
    expect(JSON.stringify(form)).toContain('¿Qué quieres añadir?');
    await slack.submit(lucia.id, String(form?.id), { added: 'De mayo' });
    await quiet();
    expect(thread().at(-1)).toContain('añadió: De mayo');

    await slack.press(lucia.id, view(), 'request.solved');
    await quiet();
    expect(thread()[0]).toContain('está resuelta');
    expect(home()).toContain('*#1* · Resuelta');

    await slack.press(lucia.id, view(), 'home.language', 'en');
    await quiet();
    expect(home()).toContain('*#1* · Solved');
    expect(thread()[0]).toContain('is done');
    expect(await db.member.findFirst({ where: { id: lucia.id } })).toMatchObject({ language: 'en', languageBy: 'chosen' });
  });

  it('is asked which language she prefers when we do not speak hers, and in the workspace’s meanwhile', async () => {
    const { slack, quiet, db } = await startCooperative();
    await db.workspace.updateMany({ data: { language: 'es' } });
    const samira = slack.addPerson({ name: 'samira', realName: 'Samira', email: 'samira@example.org', locale: 'fr-FR' });
    const blocks = () => (slack.home(samira.id)?.blocks ?? []) as Blocks;
    const home = () => JSON.stringify(blocks());
    await slack.openHome(samira.id);
    await quiet();
    expect(home()).toContain('Which language shall I use with you?\\n¿En qué idioma');
    expect(home()).toContain('Tus solicitudes');

    const question = { actionId: 'home.language', blockId: 'language-question' };
    await slack.press(samira.id, { view: String(slack.home(samira.id)?.id) }, question, 'en');
    await quiet();

    expect(blocks().map(({ block_id }) => block_id)).not.toContain('language-question');
    expect(home()).toContain('Your requests');
  });
});

it('staff work through their queue in Home: claim, reply over it, and see others’ changes', async () => {
  const { slack, people, quiet, help, triage, ticket, thread, database } = await cooperativeWithRequest();
  const ana = people.ana.id;
  const home = () => JSON.stringify(slack.home(ana)?.blocks ?? []);
  /** The desk's Homes are shown together, a moment after a change. */
  const afterAMoment = async () => {
    await quiet();
    await database.pool.query(
      "update graphile_worker._private_jobs set run_at = now() where run_at < now() + interval '5 seconds'",
    );
    await quiet();
  };
  await slack.openHome(ana);
  await quiet();
  expect(home()).toContain('*Nobody has these yet* (1)');

  await slack.press(ana, { view: String(slack.home(ana)?.id) }, { actionId: 'ticket.claim', value: '1' });
  await afterAMoment();
  expect(home()).toContain('*Yours* (1)');
  expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ana });

  await slack.press(ana, { view: String(slack.home(ana)?.id) }, { actionId: 'ticket.reply', value: '1' });
  await slack.submit(ana, String(slack.views(ana).at(-1)?.id), { 'Your answer': 'In your inbox' });
  await afterAMoment();
  expect(thread().at(-1)).toBe('*ana (staff):* In your inbox');

  await slack.post(people.tom.id, help, 'How do I log in?');
  await afterAMoment();
  expect(home()).toContain('*Nobody has these yet* (1)');
  expect(home()).toContain('How do I log in?');

  await slack.leave(ana, triage);
  await quiet();
  expect(home()).not.toContain('How do I log in?');
});
