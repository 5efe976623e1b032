import { describe, expect, it } from 'vitest';
import { answerLetter, endLetter, letterFor, lettersFor } from '#bot/mailbox/answering.ts';
import { pruneLetters } from '#bot/mailbox/ending.ts';
import type { Thread } from '#bot/mailbox/letter.ts';
import { keepPace } from '#bot/mailbox/pace.ts';
import { grouped } from '#bot/mailbox/pick-up-codes.ts';
import { endOwn, handleOf, mailboxesOf, pickUp, writeAgain, writeLetter } from '#bot/mailbox/writing.ts';
import { ANA, BEN, DAY, LEA, MAYA, MONDAY_TEN, TOM, WORKSPACE } from '#test/support/factories.ts';
import { ana, aToken, maya, openMailbox } from './some-letters.ts';

const tom = { workspaceId: WORKSPACE, actorId: TOM };
const ben = { workspaceId: WORKSPACE, actorId: BEN };
const lea = { workspaceId: WORKSPACE, actorId: LEA };

type Opened = Awaited<ReturnType<typeof openMailbox>>;

async function opened({ deps, pace }: Opened, code: string, writer = maya): Promise<Thread> {
  const thread = await pickUp(deps, pace, writer, code);
  if (typeof thread === 'string') throw new Error(thread);
  return thread;
}

const said = ({ texts }: Thread) => texts.map(({ staffId, text }) => `${staffId ?? 'they'}: ${text}`);

describe('writing without a name', () => {
  it('keeps the words and the day, and nothing that says who or when', async () => {
    const { db, write } = await openMailbox();

    const code = await write('The chair shouts at us.');

    const [letter] = await db.surveyLetter.findMany();
    expect(letter).toEqual({
      workspaceId: WORKSPACE,
      id: expect.any(String),
      waveId: expect.any(Number),
      codeHash: expect.any(String),
      writtenOn: new Date('2026-03-02T00:00:00Z'),
      isOurTurn: true,
      endedOn: null,
    });
    expect(letter?.codeHash).not.toContain(code);
    expect(await db.surveyLetterText.findMany()).toMatchObject([{ position: 1, staffId: null, text: 'The chair shouts at us.' }]);
  });

  it('leaves no trace in jobs, events, messages or the audit', async () => {
    const { db, deps, write } = await openMailbox();

    const code = await write('canary-in-the-letter');

    const { rows: jobs } = await deps.pool.query('select * from graphile_worker._private_jobs');
    const others = [
      await db.surveyEvent.findMany(),
      await db.saidMessage.findMany(),
      await db.ownedMessage.findMany(),
      await db.auditEntry.findMany(),
      await db.handledRequest.findMany(),
    ];
    expect([jobs, ...others]).toEqual([[], [], [], [], [], []]);
    expect(JSON.stringify(await db.surveyLetter.findMany())).not.toContain(code);
  });

  it('makes one letter and one code of a form that is sent ten times', async () => {
    const { db, deps, wave } = await openMailbox();
    const token = aToken();

    const all = await Promise.all(
      Array.from({ length: 10 }, () => writeLetter(deps, maya, { waveId: wave.id, token, text: 'Once.' })),
    );

    expect(new Set(all.map((written) => (typeof written === 'string' ? written : written.code))).size).toBe(1);
    expect(await db.surveyLetter.count()).toBe(1);
    expect(await db.surveyLetterText.count()).toBe(1);
  });

  it('is for those who were asked only, and for them until thirty days after the survey has closed', async () => {
    const { db, deps, wave, time } = await openMailbox();
    const write = (writer = maya) => writeLetter(deps, writer, { waveId: wave.id, token: aToken(), text: 'Hello' });

    await expect(write(ben)).rejects.toMatchObject({ code: 'not_asked' });
    await db.surveyWave.updateMany({ data: { state: 'closed', closedAt: MONDAY_TEN } });
    time.now = new Date(MONDAY_TEN.getTime() + 29 * DAY);
    expect(await write()).toMatchObject({ code: expect.any(String) });
    time.now = new Date(MONDAY_TEN.getTime() + 30 * DAY);
    expect(await write()).toBe('closed');
    expect(await mailboxesOf(db, maya, time.now)).toEqual([]);
  });

  it.each([
    ['was withdrawn', { state: 'withdrawn' }],
    ['is not out yet', { state: 'scheduled' }],
    ['has no mailbox', { hasMailbox: false }],
  ])('is not to be had of a survey that %s', async (_what, changes) => {
    const { db, deps, wave } = await openMailbox();
    await db.surveyWave.updateMany({ data: changes });

    expect(await writeLetter(deps, maya, { waveId: wave.id, token: aToken(), text: 'Hello' })).toBe('closed');
    expect(await db.surveyLetter.count()).toBe(0);
  });

  it('takes two hundred letters a day and not one more, however many come at once', async () => {
    const { db, deps, wave, time } = await openMailbox();
    const filler = Array.from({ length: 197 }, (_, index) => ({
      workspaceId: WORKSPACE,
      waveId: wave.id,
      codeHash: `filler ${index}`,
      writtenOn: new Date('2026-03-02'),
    }));
    await db.surveyLetter.createMany({ data: filler });
    const write = () => writeLetter(deps, maya, { waveId: wave.id, token: aToken(), text: 'Flood' });

    const all = await Promise.all(Array.from({ length: 8 }, write));
    time.now = new Date(MONDAY_TEN.getTime() + DAY);

    expect(all.filter((written) => written === 'full')).toHaveLength(5);
    expect(await write()).toMatchObject({ code: expect.any(String) });
  });

  it('names the survey in the language of who reads it', async () => {
    const { db } = await openMailbox();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', language: 'es' } });

    expect(await mailboxesOf(db, maya, MONDAY_TEN)).toMatchObject([{ name: '¿Qué tal lo hacemos?' }]);
    expect(await mailboxesOf(db, tom, MONDAY_TEN)).toMatchObject([{ name: 'How are we doing?' }]);
  });
});

describe('the pick-up code', () => {
  it('opens the letter for whoever has it, and tells a slip from a code of nobody', async () => {
    const mailbox = await openMailbox();
    const { deps, pace, write } = mailbox;
    const code = await write('Hello');
    const slipped = (code.startsWith('A') ? 'B' : 'A') + code.slice(1);
    const foreign = await openMailbox().then((other) => other.write('Somewhere else'));

    const thread = await opened(mailbox, ` ${grouped(code).toLowerCase()} `, tom);

    expect(said(thread)).toEqual(['they: Hello']);
    expect(await pickUp(deps, pace, maya, slipped)).toBe('slip');
    expect(await pickUp(deps, pace, maya, foreign)).toBe('unknown');
  });

  it('cannot be tried more than ten times a minute', async () => {
    const { deps, time, write } = await openMailbox();
    const pace = keepPace(deps);
    const code = await write('Hello');

    const tries: unknown[] = [];
    for (let tried = 0; tried < 12; tried += 1) tries.push(await pickUp(deps, pace, maya, 'nonsense'));
    const right = await pickUp(deps, pace, maya, code);
    const ofTom = await pickUp(deps, pace, tom, code);
    time.now = new Date(time.now.getTime() + 60_000);

    expect(tries).toEqual([...Array(10).fill('slip'), 'too often', 'too often']);
    expect(right).toBe('too often');
    expect(ofTom).toMatchObject({ last: 1 });
    expect(await pickUp(deps, pace, maya, code)).toMatchObject({ last: 1 });
  });

  it('is not to be had from the letter: what stands for it in a form is sealed, and of this workspace', async () => {
    const mailbox = await openMailbox();
    const { deps, db, write } = mailbox;
    const { letter } = await opened(mailbox, await write('Hello'));
    const handle = handleOf(deps, letter);

    expect(handle).not.toContain(letter.id);
    for (const forged of [letter.id, `${handle}x`, '', handleOf(deps, { ...letter, workspaceId: 'T0OTHER' })])
      expect(await writeAgain(deps, maya, { handle: forged, position: 2, text: 'I am the writer' })).toBeNull();
    expect(await db.surveyLetterText.count()).toBe(1);
  });
});

describe('a letter and its answers', () => {
  it('go back and forth, with whose turn it is, until one side ends it', async () => {
    const mailbox = await openMailbox();
    const { db, deps, write } = mailbox;
    const code = await write('It is cold.');
    const { letter } = await opened(mailbox, code);
    const handle = handleOf(deps, letter);
    const turn = async () => (await db.surveyLetter.findFirstOrThrow()).isOurTurn;

    await answerLetter(deps, ana, { letterId: letter.id, position: 2, text: 'Where?' });
    const afterAnswer = await turn();
    const again = await writeAgain(deps, maya, { handle, position: 3, text: 'In the hall.' });
    const afterAgain = await turn();
    await endOwn(deps, maya, handle);
    const late = await answerLetter(deps, ana, { letterId: letter.id, position: 4, text: 'We see to it.' });

    expect([afterAnswer, afterAgain]).toEqual([false, true]);
    expect(again?.outcome).toBe('written');
    expect(late.outcome).toBe('ended');
    expect(said(await opened(mailbox, code))).toEqual(['they: It is cold.', `${ANA}: Where?`, 'they: In the hall.']);
    expect(await db.surveyEvent.findMany()).toMatchObject([{ kind: 'letter_answered', actorId: ANA, detail: {} }]);
    expect(await db.surveyLetter.findFirst()).toMatchObject({ endedOn: new Date('2026-03-02'), isOurTurn: false });
  });

  it('are answered once: of two who answer at once one is told that somebody wrote meanwhile', async () => {
    const mailbox = await openMailbox();
    const { db, deps, write } = mailbox;
    const { letter } = await opened(mailbox, await write('It is cold.'));
    const answer = (staff: typeof ana, text: string) => answerLetter(deps, staff, { letterId: letter.id, position: 2, text });

    const both = await Promise.all([answer(ana, 'Sorry!'), answer(lea, 'A heater comes.')]);
    const twice = await answer(
      both[0].outcome === 'written' ? ana : lea,
      both[0].outcome === 'written' ? 'Sorry!' : 'A heater comes.',
    );

    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['overtaken', 'written']);
    expect(twice.outcome).toBe('same');
    expect(await db.surveyLetterText.count()).toBe(2);
    expect(await db.surveyEvent.count()).toBe(1);
  });

  it('tell the writer that we wrote meanwhile, and take no more than twenty texts a day', async () => {
    const mailbox = await openMailbox();
    const { deps, write } = mailbox;
    const { letter } = await opened(mailbox, await write('1'));
    const handle = handleOf(deps, letter);
    await answerLetter(deps, ana, { letterId: letter.id, position: 2, text: 'Yes?' });
    const outcome = async (position: number) => (await writeAgain(deps, maya, { handle, position, text: 'More' }))?.outcome;

    expect(await outcome(2)).toBe('overtaken');
    expect(await outcome(9)).toBe('overtaken');
    for (let position = 3; position < 22; position += 1) expect(await outcome(position)).toBe('written');
    expect(await outcome(22)).toBe('full');
    const thread = await letterFor(deps.db, ana, letter.id, 5);
    expect(thread.thread).toMatchObject({ last: 21, hasEarlier: false });
  });

  it('are read and answered by the owners of the survey and by leads, and nobody else', async () => {
    const mailbox = await openMailbox();
    const { db, deps, write, survey } = mailbox;
    const { letter } = await opened(mailbox, await write('It is cold.'));
    const answer = { letterId: letter.id, position: 2, text: 'Hello' };

    expect((await lettersFor(db, ana, 0)).letters).toMatchObject([{ id: letter.id, isOurTurn: true, texts: 1 }]);
    expect((await lettersFor(db, lea, 0)).letters).toHaveLength(1);
    expect((await lettersFor(db, ben, 0)).letters).toEqual([]);
    await expect(lettersFor(db, maya, 0)).rejects.toMatchObject({ code: 'not_staff' });
    await expect(letterFor(db, ben, letter.id)).rejects.toMatchObject({ code: 'not_keeper' });
    await expect(answerLetter(deps, ben, answer)).rejects.toMatchObject({ code: 'not_keeper' });
    await expect(answerLetter(deps, maya, answer)).rejects.toMatchObject({ code: 'not_staff' });
    await expect(endLetter(deps, ben, letter.id)).rejects.toMatchObject({ code: 'not_keeper' });
    await db.survey.updateMany({ where: { id: survey.id }, data: { coOwnerIds: [BEN] } });
    expect((await answerLetter(deps, ben, answer)).outcome).toBe('written');
  });

  it('are deleted to the day half a year after they ended, and end when nobody comes back for ninety days', async () => {
    const mailbox = await openMailbox();
    const { db, deps, time, write } = mailbox;
    const [ended, answered] = [await write('One'), await write('Two')];
    await write('Three, never answered');
    const id = async (code: string) => (await opened(mailbox, code)).letter.id;
    await endLetter(deps, ana, await id(ended));
    await answerLetter(deps, ana, { letterId: await id(answered), position: 2, text: 'Yes' });
    const later = async (days: number) => {
      time.now = new Date(MONDAY_TEN.getTime() + days * DAY);
      await pruneLetters(deps);
      const letters = await db.surveyLetter.findMany({ where: { endedOn: null } });
      return [await db.surveyLetter.count(), letters.length, await db.surveyLetterText.count()];
    };

    expect(await later(89)).toEqual([3, 2, 4]);
    expect(await later(90)).toEqual([3, 1, 4]);
    expect(await later(179)).toEqual([3, 1, 4]);
    expect(await later(180)).toEqual([2, 1, 3]);
    expect(await later(269)).toEqual([2, 1, 3]);
    expect(await later(270)).toEqual([1, 1, 1]);
  });
});
