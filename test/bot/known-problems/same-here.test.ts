import { describe, expect, it } from 'vitest';
import { announceProblem, attachTicket } from '#bot/known-problems/known-problems.ts';
import { saySameHere, saysSameHere } from '#bot/known-problems/same-here.ts';
import { resolveTicket } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, MAYA, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

describe('"same here"', () => {
  it.each([
    'Same here',
    'same here!',
    'Same here, since this morning',
    'SAME HERE :(',
    'me too',
    'Us too, in the whole warehouse',
    'We have the same problem',
    'I have the same',
    '+1',
    '👍',
    'hi, same problem for me',
    'not working for me either',
    'Igual aquí',
    'a mí también',
    'A mí también me pasa desde ayer',
    'Yo también :(',
    'Nos pasa lo mismo en la tienda',
    'Tampoco me funciona',
    'Hola, igual aquí',
    'El mismo problema aquí',
  ])('is heard in "%s"', (text) => {
    expect(saysSameHere(text)).toBe(true);
  });

  it.each([
    'Have you tried the other door?',
    'Same here?',
    'It works for me',
    'Same here, but it works again since ten',
    'Aquí también, pero ya funciona',
    'Meet me at the same place',
    'Ana, the same form is on page 3 of the handbook and you can fill it in at the desk',
    'mañana también abrimos',
    'Me too, and besides that I wanted to ask whether the invoice of last month could be sent to our new address',
    '',
  ])('is not heard in "%s"', (text) => {
    expect(saysSameHere(text)).toBe(false);
  });
});

/** Maya's request is a known problem; Ben's desk mate Ana announced it. */
async function deskWithProblem() {
  const desk = await openDesk();
  const ts = await desk.say(MAYA, 'Payroll does not load');
  await announceProblem(desk.deps, by(ANA), 'Payroll is down');
  return {
    ...desk,
    ts,
    counted: async () => (await desk.db.sameHere.findMany({ orderBy: { memberId: 'asc' } })).map(({ memberId }) => memberId),
  };
}

describe('who has a known problem, too', () => {
  it('is counted once, however often they press or write', async () => {
    const { deps, say, ts, counted } = await deskWithProblem();
    const press = () => saySameHere(deps, { workspaceId: WORKSPACE, parentId: 1, memberId: TOM });

    const answers = await Promise.all([press(), press(), press()]);
    await say(TOM, 'Same here', { threadTs: ts });

    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await counted()).toEqual([TOM]);
  });

  it('is heard in the thread of the problem and of its parts, and told once that they will hear', async () => {
    const { db, deps, say, ts, time, counted } = await deskWithProblem();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: 'U0LUZ', displayName: 'Luz', language: 'es' } });
    time.now = minutesAfter(time.now, 10);
    const part = await say(TOM, 'I cannot open payroll');
    await attachTicket(deps, by(BEN, 2), 1);

    await say('U0KIM', 'same here', { threadTs: ts });
    await say('U0LUZ', 'A mí también', { threadTs: part });
    await say('U0LUZ', 'Igual aquí', { threadTs: ts });

    expect(await counted()).toEqual(['U0KIM', 'U0LUZ']);
    const told = await db.saidMessage.findMany({ orderBy: { id: 'asc' } });
    expect(told.map(({ channelId }) => channelId)).toEqual(['U0KIM', 'U0LUZ']);
    expect(JSON.stringify(told[1]?.content)).toContain('Te avisamos aquí cuando haya noticias');
  });

  it('is not counted for staff, for its own requester, in other threads or without a known problem', async () => {
    const { deps, say, ts, time, counted } = await deskWithProblem();
    time.now = minutesAfter(time.now, 10);
    const other = await say(TOM, 'Where is my badge?');

    await say(ANA, 'same here', { threadTs: ts });
    await say(MAYA, 'same here', { threadTs: ts });
    await say('U0KIM', 'same here', { threadTs: other });
    await say('U0KIM', 'It works for me', { threadTs: ts });

    expect(await counted()).toEqual([]);
    await expect(saySameHere(deps, { workspaceId: WORKSPACE, parentId: 1, memberId: MAYA })).rejects.toMatchObject({
      code: 'own_problem',
    });
    await expect(saySameHere(deps, { workspaceId: WORKSPACE, parentId: 2, memberId: 'U0KIM' })).rejects.toMatchObject({
      code: 'problem_over',
    });
  });

  it('is told that it is over when they press after the end', async () => {
    const { deps } = await deskWithProblem();
    await resolveTicket(deps, by(ANA), { outcome: 'solved', topic: 'other' });

    await expect(saySameHere(deps, { workspaceId: WORKSPACE, parentId: 1, memberId: TOM })).rejects.toThrow(
      'This problem is over',
    );
  });
});
