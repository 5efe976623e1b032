import { describe, expect, it } from 'vitest';
import { openFollowUp } from '#bot/survey-follow-up/follow-up.ts';
import { askedIn } from '#bot/tickets/asked.ts';
import { ticketCard } from '#bot/tickets/blocks.ts';
import { viewOf } from '#bot/tickets/views.ts';
import type { Level } from '#surveys/survey.ts';
import { ANA, BEN, LEA, MAYA, MONDAY_TEN, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

const by = (actorId: string) => ({ workspaceId: WORKSPACE, actorId });

/** Maya has answered a survey of Ana's: she is very unhappy, and says why. */
async function answered(level: Exclude<Level, 'anonymous'>, readerIds: string[] = []) {
  const desk = await openDesk();
  const { db } = desk;
  await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', language: 'es' } });
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN });
  const sent = { workspaceId: WORKSPACE, surveyId: survey.id, at: MONDAY_TEN, asked: [MAYA, TOM] };
  const wave = await seedWave(db, sent, { level, readerIds });
  const answers = { recommend: 2, happy: 1, why: 'canary in the cold' };
  const { id: responseId } = await db.surveyResponse.create({ data: { workspaceId: WORKSPACE, waveId: wave.id, answers } });
  const author = { workspaceId: WORKSPACE, waveId: wave.id, memberId: MAYA, responseId };
  await db.surveyAuthor.create({ data: { ...author, begunAt: MONDAY_TEN, changedAt: MONDAY_TEN } });
  return {
    ...desk,
    db,
    wave,
    responseId,
    open: (actorId: string) => openFollowUp(desk.deps, by(actorId), { waveId: wave.id, responseId }),
  };
}

describe('a request after an answer with a name', () => {
  it('is opened with one press, belongs to whoever pressed, and says in the member’s language why we write', async () => {
    const { db, open, ticket, wave, responseId, kinds } = await answered('named');

    const opened = await open(ANA);

    expect(opened).toEqual({ ticketId: 1, memberId: MAYA });
    expect(await ticket()).toMatchObject({
      requesterId: MAYA,
      ownerId: ANA,
      state: 'claimed',
      via: 'survey',
      isPrivate: false,
      talksInDm: true,
    });
    const view = await viewOf(db, WORKSPACE, 1);
    expect(askedIn(view)).toMatch(/^Respondiste a nuestra encuesta «¿Qué tal lo hacemos\?»\. Alguien de nuestro equipo ha leído/);
    expect(JSON.stringify(ticketCard(view))).toContain('after a survey, opened by <@U0ANA>');
    expect(await kinds()).toEqual(['opened', 'claimed']);
    expect(await db.ticketEvent.findFirst({ where: { kind: 'opened' } })).toMatchObject({
      actorId: ANA,
      detail: { via: 'survey', wave: wave.id },
    });
    expect(await db.surveyEvent.findMany()).toMatchObject([
      { kind: 'ticket_opened', actorId: ANA, detail: { response: responseId, ticket: 1 } },
    ]);
  });

  it('is opened once, however many press at once', async () => {
    const { db, open } = await answered('named');

    const all = await Promise.allSettled([open(ANA), open(LEA), open(ANA)]);

    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(open(LEA)).rejects.toMatchObject({
      code: 'follow_up_there',
      message: 'There is a request after these answers already: #1.',
    });
    expect(await db.ticket.count()).toBe(1);
  });

  it('holds nothing of the answers, since others read a request than were promised', async () => {
    const { db, open } = await answered('named');

    await open(ANA);

    const written = [await db.channelMessage.findMany(), await db.ticketEvent.findMany(), await db.saidMessage.findMany()];
    const dump = JSON.stringify(written, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(dump).not.toContain('canary');
  });

  it('is private after a confidential survey, and for its readers only who read private requests, too', async () => {
    const { db, open, ticket } = await answered('confidential', [BEN, LEA]);

    await expect(open(ANA)).rejects.toMatchObject({ code: 'not_confidant' });
    await db.desk.updateMany({ data: { readers: [LEA] } });
    await expect(open(BEN)).rejects.toMatchObject({ code: 'not_reader' });
    await open(LEA);

    expect(await ticket()).toMatchObject({ isPrivate: true, ownerId: LEA });
    const card = JSON.stringify(ticketCard(await viewOf(db, WORKSPACE, 1)));
    expect(card).not.toContain('survey');
    expect(card).toContain('opened by <@U0LEA>');
  });

  it.each([
    ['is no confidant', BEN, {}, 'not_confidant'],
    ['is no staff', TOM, {}, 'not_confidant'],
    ['finds the answers thrown away', ANA, { state: 'withdrawn' }, 'no_response'],
  ])('is not opened by somebody who %s', async (_what, who, changes, code) => {
    const { db, open } = await answered('named');
    await db.surveyWave.updateMany({ data: changes });

    await expect(open(who)).rejects.toMatchObject({ code });
    expect(await db.ticket.count()).toBe(0);
  });

  it('is not opened for a reader who is no staff, nor for somebody whose account is switched off', async () => {
    const { db, open } = await answered('confidential', [TOM, ANA]);

    await expect(open(TOM)).rejects.toMatchObject({ code: 'not_staff' });
    await db.member.updateMany({ data: { deactivatedAt: MONDAY_TEN } });
    await expect(open(ANA)).rejects.toMatchObject({ code: 'switched_off' });
  });
});
