import { describe, expect, it } from 'vitest';
import { writeLetter } from '#bot/mailbox/writing.ts';
import { prune } from '#bot/prune.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { peopleToTell } from '#bot/survey-actions/people-to-tell.ts';
import { openFollowUp } from '#bot/survey-follow-up/follow-up.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { forgetInSurveys, surveyDataOf } from '#bot/surveys/forgetting.ts';
import { purgeSurveys } from '#bot/surveys/purging.ts';
import { findWave, invitationKey } from '#bot/waves/wave.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { resultsOf } from '#surveys/results.ts';
import { textsOf } from '#surveys/texts.ts';
import { ANA, BEN, LEA, MAYA, MONDAY_TEN, type OpenDesk, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { outside } from '#test/support/outside.ts';
import { A_PLAN, seedSurvey, seedWave } from '#test/support/surveys.ts';

const maya = { workspaceId: WORKSPACE, memberId: MAYA };
/** In every field of Maya's; found again after she is forgotten, it was not forgotten. */
const CANARY = 'canary';
const OTHERS = ['U0A', 'U0B', 'U0C', 'U0D', 'U0E', 'U0F', 'U0G', 'U0H', 'U0I'];
const ANSWERS: Prisma.InputJsonObject = {
  recommend: 3,
  happy: 1,
  why: `${CANARY} why`,
  again: 'no',
  channel: { chosen: [], other: `${CANARY} channel` },
  uses: { chosen: ['maps'], other: `${CANARY} uses` },
  word: `${CANARY} word`,
  people: 4,
  since: '2020-05-01',
};

/** Maya and nine others have answered a survey; she keeps another as staff. */
async function cooperative(level: 'named' | 'confidential' | 'anonymous', state: 'open' | 'closed' = 'closed') {
  const desk = await openDesk();
  const { db } = desk;
  await db.member.create({
    data: { workspaceId: WORKSPACE, id: MAYA, displayName: CANARY, email: `${CANARY}@example.org`, dmChannelId: 'D0MAYA' },
  });
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN });
  const sent = { workspaceId: WORKSPACE, surveyId: survey.id, at: MONDAY_TEN, asked: [MAYA, ...OTHERS] };
  const wave = await seedWave(db, sent, {
    level,
    state,
    closedAt: state === 'closed' ? MONDAY_TEN : null,
    readerIds: level === 'confidential' ? [LEA, MAYA] : [],
    plan: { ...A_PLAN, audience: { kind: 'e-mails', emails: [`${CANARY}@example.org`, 'tom@example.org'] } },
  });
  await db.surveyInvitation.updateMany({ data: { hasAnswered: level !== 'anonymous' || state === 'open' } });
  for (const [index, memberId] of [MAYA, ...OTHERS].entries()) {
    const answers =
      memberId === MAYA ? ANSWERS : { recommend: index % 11, happy: 1 + (index % 5), why: `words ${index}`, word: 'fine' };
    const { id: responseId } = await db.surveyResponse.create({ data: { workspaceId: WORKSPACE, waveId: wave.id, answers } });
    if (level === 'anonymous') continue;
    const author = { workspaceId: WORKSPACE, waveId: wave.id, memberId, responseId };
    await db.surveyAuthor.create({ data: { ...author, organisationId: null, begunAt: MONDAY_TEN, changedAt: MONDAY_TEN } });
  }
  return { ...desk, db, survey, wave };
}

type Made = Awaited<ReturnType<typeof cooperative>>;

/** Every row of every table of surveys, and of what the bot has said or is to do, as one text. */
async function dumpOf({ deps }: Pick<OpenDesk, 'deps'>): Promise<string> {
  const tables = [...(await surveyTables({ deps })), 'owned_message', 'said_message', 'graphile_worker._private_jobs'];
  const rows: unknown[] = [];
  for (const table of tables) rows.push((await deps.pool.query(`select to_jsonb(t) as row from ${table} t`)).rows);
  return JSON.stringify(rows);
}

async function surveyTables({ deps }: Pick<OpenDesk, 'deps'>): Promise<string[]> {
  const { rows } = await deps.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_name ~ '^survey' order by 1",
  );
  return rows.map(({ name }) => name);
}

/** What was sent to her, chosen by her, and done by her as staff. */
async function livedIn({ db, deps, survey, wave }: Made): Promise<void> {
  await db.surveyOptOut.create({ data: { ...maya, surveyId: survey.id, at: MONDAY_TEN } });
  const { id: surveyId } = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: MAYA, at: MONDAY_TEN });
  await db.survey.update({
    where: { workspaceId_id: { workspaceId: WORKSPACE, id: survey.id } },
    data: { coOwnerIds: [MAYA, BEN] },
  });
  await db.surveyWave.updateMany({ data: { createdById: MAYA } });
  const did = { workspaceId: WORKSPACE, surveyId, actorId: MAYA, at: MONDAY_TEN };
  await db.surveyAction.create({
    data: {
      workspaceId: WORKSPACE,
      waveId: wave.id,
      said: 'It is cold',
      doing: 'A heater',
      ownerId: MAYA,
      dueOn: MONDAY_TEN,
      createdById: MAYA,
      createdAt: MONDAY_TEN,
      doneById: MAYA,
    },
  });
  await db.$transaction(async (tx) => {
    await recordSurveyEvent(tx, { ...did, kind: 'owners_changed', detail: { added: [MAYA], removed: [] } });
    await syncSoon(tx, deps, WORKSPACE, [{ key: invitationKey(wave.id, MAYA), channelId: MAYA }]);
    await saySoon(tx, deps, WORKSPACE, {
      key: `survey-reminder:${wave.id}:${MAYA}:1`,
      channelId: MAYA,
      content: { kind: 'survey-reminder', to: MAYA },
    });
  });
  await db.ownedMessage.create({
    data: { workspaceId: WORKSPACE, key: invitationKey(wave.id, MAYA), channelId: 'D0MAYA', ts: '1.1' },
  });
  // What else the bot said to her is none of surveys'.
  await db.saidMessage.create({ data: { workspaceId: WORKSPACE, key: 'thanks:1', channelId: TOM, createdAt: MONDAY_TEN } });
}

describe('what surveys hold of a person', () => {
  it('is given out whole: every row with them in it, with the questions as they were asked', async () => {
    const made = await cooperative('named');
    await livedIn(made);

    const data = await surveyDataOf(made.db, maya);

    expect(data.invitations).toHaveLength(1);
    expect(data.optOuts).toMatchObject([{ surveyId: made.survey.id }]);
    expect(data.responses).toMatchObject([{ memberId: MAYA, answers: ANSWERS, survey: { en: 'How are we doing?' } }]);
    expect(data.responses[0]?.questions).toContainEqual({ id: 'word', label: { en: 'In one word?', es: '¿En una palabra?' } });
    expect(data.messages.map(({ key }) => key).toSorted()).toEqual([
      `survey-reminder:${made.wave.id}:${MAYA}:1`,
      invitationKey(made.wave.id, MAYA),
    ]);
    expect(data.asStaff).toMatchObject({
      surveys: [{ coOwnerIds: [MAYA, BEN] }, { ownerId: MAYA }],
      waves: [{}],
      steps: [{ kind: 'owners_changed' }],
      actions: [{ ownerId: MAYA }],
    });
  });

  it('is, of an anonymous survey, that they were asked, and nothing more', async () => {
    const { db } = await cooperative('anonymous');

    const data = await surveyDataOf(db, maya);

    expect(data.invitations).toMatchObject([{ memberId: MAYA, hasAnswered: false }]);
    expect(JSON.stringify([data.responses, data.messages, data.asStaff.steps])).toBe('[[],[],[]]');
  });
});

describe('forgetting a person in surveys', () => {
  it.each(['named', 'confidential'] as const)(
    'leaves nothing of them and not one word of theirs, and changes no published result (%s)',
    async (level) => {
      const made = await cooperative(level);
      const { db, deps, wave } = made;
      await livedIn(made);
      const published = () => resultsOf(db, { workspaceId: WORKSPACE, waveId: wave.id });
      const before = await published();

      await forgetInSurveys(deps, maya);

      const dump = await dumpOf(made);
      expect([CANARY, MAYA].filter((trace) => dump.includes(trace))).toEqual([]);
      const { wave: _, ...after } = await published();
      const { wave: __, ...expected } = before;
      expect(after).toEqual(expected);
      expect(await db.surveyAuthor.count()).toBe(OTHERS.length);
      expect(await db.saidMessage.findMany()).toMatchObject([{ key: 'thanks:1' }]);
    },
  );

  it('changes no published result of an anonymous survey, whose answers cannot be told from each other', async () => {
    const { db, deps, wave } = await cooperative('anonymous');
    const published = () => resultsOf(db, { workspaceId: WORKSPACE, waveId: wave.id });
    const before = await published();

    await forgetInSurveys(deps, maya);

    expect(await published()).toEqual({ ...before, wave: expect.anything() });
    expect(await db.surveyResponse.count()).toBe(10);
    expect(await db.surveyInvitation.count({ where: { memberId: MAYA } })).toBe(0);
  });

  it('leaves nobody to be told what followed, and no empty text among the others', async () => {
    const { db, deps, wave } = await cooperative('named');
    await db.surveyWave.updateMany({ data: { smallestTexts: 3 } });

    await forgetInSurveys(deps, maya);

    expect(await peopleToTell(db, await findWave(db, WORKSPACE, wave.id))).toBe(OTHERS.length);
    const which = { workspaceId: WORKSPACE, waveId: wave.id, questionId: 'word' };
    const page = await textsOf(db, which, { readerId: ANA, size: 20 });
    expect(page).toMatchObject({ n: OTHERS.length + 1 });
    expect('texts' in page && page.texts.map(({ text }) => text)).toEqual(OTHERS.map(() => 'fine'));
  });

  it('takes them from the readers of a confidential survey, and lets nobody in who was not named', async () => {
    const { db, deps } = await cooperative('confidential');

    await forgetInSurveys(deps, maya);

    expect(await db.surveyWave.findFirst()).toMatchObject({ readerIds: [LEA] });
    await expect(db.surveyWave.updateMany({ data: { readerIds: [LEA, BEN] } })).rejects.toThrow('is kept');
  });

  it('hands what they kept as staff to a co-owner, or to a lead where there is none', async () => {
    const made = await cooperative('named');
    await livedIn(made);
    await made.db.survey.update({
      where: { workspaceId_id: { workspaceId: WORKSPACE, id: made.survey.id } },
      data: { ownerId: MAYA, coOwnerIds: [BEN, ANA] },
    });

    await forgetInSurveys(made.deps, maya);

    const [first, second] = await made.db.survey.findMany({ orderBy: { id: 'asc' } });
    expect(first).toMatchObject({ ownerId: BEN, coOwnerIds: [ANA] });
    expect(second).toMatchObject({ ownerId: LEA, coOwnerIds: [] });
    expect(await made.db.surveyWave.findFirst()).toMatchObject({ createdById: BEN });
    expect(await made.db.surveyAction.findFirst()).toMatchObject({ ownerId: BEN, createdById: 'gone', doneById: 'gone' });
  });

  it('leaves no way from an answer, by the request that was opened after it, to whose it was', async () => {
    const { db, deps, wave } = await cooperative('named');
    const { responseId } = await db.surveyAuthor.findFirstOrThrow({ where: { memberId: MAYA } });
    await openFollowUp(deps, { workspaceId: WORKSPACE, actorId: ANA }, { waveId: wave.id, responseId });

    await forgetInSurveys(deps, maya);

    expect(await db.surveyEvent.findMany({ where: { kind: 'ticket_opened' } })).toMatchObject([{ detail: {} }]);
    expect(JSON.stringify(await db.ticketEvent.findMany(), (_, value) => (typeof value === 'bigint' ? 0 : value))).not.toContain(
      responseId,
    );
  });

  it('while a survey is open asks and reminds them no more, and keeps the answer counted that they gave', async () => {
    const { db, deps, wave } = await cooperative('anonymous', 'open');
    await db.surveyInvitation.createMany({
      data: [{ workspaceId: WORKSPACE, waveId: wave.id, memberId: TOM, state: 'waiting' }],
    });

    await forgetInSurveys(deps, maya);
    await forgetInSurveys(deps, { workspaceId: WORKSPACE, memberId: TOM });

    const places = await db.surveyInvitation.findMany({ where: { memberId: { startsWith: 'gone:' } } });
    expect(places).toMatchObject([{ state: 'asked', askedAt: null, hasAnswered: true, organisationId: null }]);
    expect(await db.surveyInvitation.count()).toBe(OTHERS.length + 1);
  });

  it('leaves the same place in an open anonymous survey whether or not they have answered', async () => {
    const { db, deps } = await cooperative('anonymous', 'open');
    await db.surveyInvitation.updateMany({ where: { memberId: MAYA }, data: { hasAnswered: false } });

    await forgetInSurveys(deps, maya);

    expect(await db.surveyInvitation.count({ where: { memberId: { startsWith: 'gone:' }, state: 'asked' } })).toBe(1);
  });
});

describe('words in answers', () => {
  it.each(['named', 'anonymous'] as const)(
    'are kept for two years after the end, to the day, and every figure for good (%s)',
    async (level) => {
      const { db, deps, time, wave } = await cooperative(level);
      const before = await resultsOf(db, { workspaceId: WORKSPACE, waveId: wave.id });
      const wordsAt = async (at: string) => {
        time.now = new Date(at);
        await prune(deps);
        return JSON.stringify(await db.surveyResponse.findMany()).includes(CANARY);
      };

      expect(await wordsAt('2028-03-01T10:00:00Z')).toBe(true);
      expect(await wordsAt('2028-03-02T11:00:00Z')).toBe(false);
      expect(await resultsOf(db, { workspaceId: WORKSPACE, waveId: wave.id })).toEqual(before);
      const one = await db.surveyResponse.findFirstOrThrow({
        where: { answers: { path: ['recommend'], equals: 3 }, AND: { answers: { path: ['people'], equals: 4 } } },
      });
      expect(one.answers).toEqual({
        ...ANSWERS,
        why: '',
        word: '',
        channel: { chosen: [], other: '' },
        uses: { chosen: ['maps'], other: '' },
      });
    },
  );

  it('of a survey that is open are not touched, however old it is', async () => {
    const { db, deps, time } = await cooperative('named', 'open');
    time.now = new Date('2031-01-01');

    await prune(deps);

    expect(JSON.stringify(await db.surveyResponse.findMany())).toContain(CANARY);
  });
});

it('a workspace that leaves takes all its surveys along, to the last row, and another one’s stay', async () => {
  const made = await cooperative('named');
  const { db, deps, wave } = made;
  await livedIn(made);
  await db.surveyWave.updateMany({ data: { hasMailbox: true, state: 'open' } });
  await writeLetter(
    { ...deps, ...outside() },
    { workspaceId: WORKSPACE, actorId: MAYA },
    { waveId: wave.id, token: 'x'.repeat(43), text: CANARY },
  );
  await db.surveySitting.create({ data: { workspaceId: WORKSPACE, id: 'x', sealed: Buffer.from('x'), startedOn: MONDAY_TEN } });
  const author = await db.surveyAuthor.findFirstOrThrow();
  await db.surveyTheme.create({
    data: {
      workspaceId: WORKSPACE,
      waveId: wave.id,
      responseId: author.responseId,
      questionId: 'why',
      theme: CANARY,
      taggedById: ANA,
    },
  });
  await seedSurvey(db, { workspaceId: 'T0OTHER', ownerId: ANA, at: MONDAY_TEN });
  const tables = await surveyTables(made);
  const rowsIn = async (workspaceId: string) => {
    const counts: number[] = [];
    for (const table of tables)
      counts.push((await deps.pool.query(`select 1 from ${table} where workspace_id = $1`, [workspaceId])).rows.length);
    return counts;
  };
  const before = await rowsIn(WORKSPACE);

  await purgeSurveys(deps, WORKSPACE);

  expect(before.filter((count) => count === 0)).toEqual([]);
  expect(await rowsIn(WORKSPACE)).toEqual(tables.map(() => 0));
  expect((await rowsIn('T0OTHER')).reduce((sum, count) => sum + count, 0)).toBe(2);
  expect((await dumpOf(made)).includes(CANARY)).toBe(false);
});
