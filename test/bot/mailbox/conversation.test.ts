import { describe, expect, it } from 'vitest';
import { END_LETTER, END_OWN, OPEN_MAILBOX, READ_LETTER, SHOW_LETTERS, WRITE_LETTER } from '#bot/mailbox/action-ids.ts';
import { pruneLetters } from '#bot/mailbox/ending.ts';
import { addJobs } from '#bot/queue.ts';
import { PLAN_LETTERS } from '#bot/schedule.ts';
import { type Cooperative, MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

const DAY = 86_400_000;

/** Maya and Tom were asked in an anonymous survey that Ana keeps; Maya reads this language. */
async function cooperativeWithMailbox(language: 'en' | 'es' = 'en') {
  const coop = await startCooperative({ at: MONDAY_MORNING });
  const { db, workspaceId, people } = coop;
  const { ana, maya, tom } = people;
  const survey = await seedSurvey(db, { workspaceId, ownerId: ana.id, at: MONDAY_MORNING });
  const sent = { workspaceId, surveyId: survey.id, at: MONDAY_MORNING, asked: [maya.id, tom.id] };
  const wave = await seedWave(db, sent, { level: 'anonymous', hasMailbox: true });
  const who = { workspaceId, id: maya.id };
  await db.member.upsert({
    where: { workspaceId_id: who },
    create: { ...who, displayName: 'Maya', language },
    update: { language },
  });
  return { ...coop, wave };
}

const top = ({ slack }: Cooperative, userId: string) => slack.views(userId).at(-1) ?? {};
const shown = (coop: Cooperative, userId: string) => JSON.stringify(top(coop, userId));

/** Maya writes a letter and notes its code. */
async function letterOf(coop: Cooperative, words: { label: string }, text: string): Promise<string> {
  const { slack, people, help } = coop;
  const maya = people.maya.id;
  await slack.command(maya, help, '/survey', 'pick-up');
  await slack.press(maya, { view: String(top(coop, maya).id) }, WRITE_LETTER);
  await slack.submit(maya, String(top(coop, maya).id), { [words.label]: text });
  return codeIn(shown(coop, maya));
}

const codeIn = (view: string) => /[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(view)?.[0] ?? '';

async function lookIn(coop: Cooperative, userId: string, label: string, code: string) {
  const { slack, help } = coop;
  await slack.closeViews(userId);
  await slack.command(userId, help, '/survey', 'pick-up');
  return slack.submit(userId, String(top(coop, userId).id), { [label]: code });
}

describe('a letter without a name', () => {
  it.each([
    {
      language: 'en' as const,
      label: 'Your letter',
      code: 'Your pick-up code',
      more: 'What else you want to say',
      texts: [
        'How are we doing?',
        'they do not learn who you are',
        'Whoever has the code can read',
        'We have not answered yet',
        'We wrote on',
        'It is sent.',
      ],
    },
    {
      language: 'es' as const,
      label: 'Tu carta',
      code: 'Tu código de recogida',
      more: 'Qué más quieres decir',
      texts: [
        '¿Qué tal lo hacemos?',
        'no sabrán quién eres',
        'Quien tenga el código puede leer',
        'Todavía no hemos contestado',
        'Escribimos el',
        'Está enviado.',
      ],
    },
  ])('is written, answered and picked up in the language of its writer ($language)', async (words) => {
    const coop = await cooperativeWithMailbox(words.language);
    const { slack, people, help, db } = coop;
    const [maya, ana] = [people.maya.id, people.ana.id];

    await slack.command(maya, help, '/survey', 'pick-up');
    const offered = shown(coop, maya);
    await slack.press(maya, { view: String(top(coop, maya).id) }, WRITE_LETTER);
    const form = top(coop, maya);
    const empty = await slack.submit(maya, String(form.id), { [words.label]: '   ' });
    await slack.submit(maya, String(form.id), { [words.label]: 'It <!here> is cold' });
    const once = shown(coop, maya);
    const code = codeIn(once);
    await lookIn(coop, maya, words.code, code.toLowerCase().replaceAll('-', ' '));
    const waiting = shown(coop, maya);

    await slack.command(ana, help, '/survey', 'letters');
    await slack.press(ana, { view: String(top(coop, ana).id) }, READ_LETTER);
    const read = shown(coop, ana);
    await slack.submit(ana, String(top(coop, ana).id), { 'Your answer': 'A heater comes.' });
    const answered = shown(coop, ana);
    await lookIn(coop, maya, words.code, code);
    const picked = shown(coop, maya);
    await slack.submit(maya, String(top(coop, maya).id), { [words.more]: 'Thank you' });

    expect(offered).toContain(words.texts[0]);
    expect(JSON.stringify(form)).toContain(words.texts[1]);
    expect(Object.values(empty.errors)).toHaveLength(1);
    expect(once).toContain(words.texts[2]);
    expect(waiting).toContain(words.texts[3]);
    expect(read).toContain('It <!here> is cold');
    expect(read).not.toContain(maya);
    expect(answered).toContain('Your answer is kept');
    expect(JSON.stringify(slack.views(ana)[0])).toContain('answered; its writer has not written again');
    expect(picked).toContain(words.texts[4]);
    expect(picked).toContain('A heater comes.');
    expect(picked).not.toContain(ana);
    expect(shown(coop, maya)).toContain(words.texts[5]);
    expect(await db.surveyLetter.findFirst()).toMatchObject({ isOurTurn: true });
  });

  it('is found with its code only, by anybody who has it, and ended with one press', async () => {
    const coop = await cooperativeWithMailbox();
    const { slack, people, db } = coop;
    const code = await letterOf(coop, { label: 'Your letter' }, 'It is cold');
    const slipped = code.replace(/.$/, code.endsWith('A') ? 'B' : 'A');

    const slip = await lookIn(coop, people.tom.id, 'Your pick-up code', slipped);
    const none = await lookIn(coop, people.tom.id, 'Your pick-up code', ' ');
    await lookIn(coop, people.tom.id, 'Your pick-up code', code);
    await slack.press(people.tom.id, { view: String(top(coop, people.tom.id).id) }, END_OWN);

    expect(slip.errors).toEqual({ code: expect.stringContaining('There is a slip in this code') });
    expect(none.errors).toEqual({ code: 'Please type your code.' });
    expect(shown(coop, people.tom.id)).toContain('This letter has ended');
    expect(await db.surveyLetter.findFirst()).toMatchObject({ isOurTurn: false, endedOn: new Date('2026-03-02') });
    expect(await db.surveyEvent.count()).toBe(0);
  });

  it('is ended by staff, who are told when somebody wrote in between, with what they typed kept', async () => {
    const coop = await cooperativeWithMailbox();
    const { slack, people, help } = coop;
    const [ana, lea] = [people.ana.id, people.lea.id];
    await letterOf(coop, { label: 'Your letter' }, 'It is cold');
    for (const one of [ana, lea]) {
      await slack.command(one, help, '/survey', 'letters');
      await slack.press(one, { view: String(top(coop, one).id) }, READ_LETTER);
    }

    await slack.submit(ana, String(top(coop, ana).id), { 'Your answer': 'A heater comes.' });
    await slack.submit(lea, String(top(coop, lea).id), { 'Your answer': 'Wear a coat.' });
    const overtaken = shown(coop, lea);
    await slack.press(lea, { view: String(top(coop, lea).id) }, END_LETTER);

    expect(overtaken).toContain('Somebody wrote in the meantime');
    expect(overtaken).toContain('A heater comes.');
    expect(overtaken).toContain('"initial_value":"Wear a coat."');
    expect(shown(coop, lea)).toContain('Ended on');
    expect(shown(coop, lea)).not.toContain('Your answer');
  });

  it('is for those who were asked; others read a sentence, and the list is for staff', async () => {
    const coop = await cooperativeWithMailbox();
    const { slack, people, help, db } = coop;

    await slack.command(people.ben.id, help, '/survey', 'pick-up');
    const offered = shown(coop, people.ben.id);
    await slack.command(people.maya.id, help, '/survey', 'letters');
    await db.surveyWave.updateMany({ data: { state: 'withdrawn' } });
    await slack.command(people.maya.id, help, '/survey', 'pick-up');

    expect(offered).not.toContain(WRITE_LETTER);
    expect(slack.ephemerals(people.maya.id).at(-1)?.text).toContain('staff');
    expect(shown(coop, people.maya.id)).not.toContain(WRITE_LETTER);
    expect(shown(coop, people.maya.id)).not.toContain(OPEN_MAILBOX);
  });
});

describe('that letters have come', () => {
  it('is told to the owner once, on a later day, and says nothing of when or what', async () => {
    const coop = await cooperativeWithMailbox();
    const { slack, people, clock, database, bots, db, quiet } = coop;
    const dueAt = (at: Date) => at;
    const tick = async (at: Date) => {
      clock.set(at);
      await addJobs(db, { dueAt }, [{ task: PLAN_LETTERS, payload: {}, key: PLAN_LETTERS }]);
      await quiet();
      return slack.botMessages(slack.directChannel(people.ana.id)).map(({ text }) => text);
    };
    await letterOf(coop, { label: 'Your letter' }, 'canary of the cold');
    await letterOf(coop, { label: 'Your letter' }, 'canary of the heat');

    const sameDay = await tick(new Date('2026-03-02T16:30:00Z'));
    const night = await tick(new Date('2026-03-03T03:00:00Z'));
    const morning = await tick(new Date('2026-03-03T09:05:00Z'));
    const noon = await tick(new Date('2026-03-03T12:05:00Z'));
    const [message] = slack.botMessages(slack.directChannel(people.ana.id));
    await slack.press(people.ana.id, { channel: slack.directChannel(people.ana.id), ts: message?.ts ?? '' }, SHOW_LETTERS);

    expect([sameDay, night]).toEqual([[], []]);
    expect(morning).toEqual([
      '2 letters wait for your answer in the mailbox of the survey *How are we doing?*. `/survey letters` shows them.',
    ]);
    expect(noon).toEqual(morning);
    expect(slack.botMessages(slack.directChannel(people.lea.id))).toEqual([]);
    expect(shown(coop, people.ana.id)).toContain('waits for your answer');
    expect(shown(coop, people.ana.id)).not.toContain('canary');
    expect(
      JSON.stringify(await db.saidMessage.findMany(), (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('canary');
    expect(bots).toHaveLength(1);
    const { rows } = await database.pool.query('select payload from graphile_worker._private_jobs');
    expect(JSON.stringify(rows)).not.toContain('canary');
    await pruneLetters({ db, now: () => new Date(clock.now().getTime() + DAY) });
    expect(await db.surveyLetter.count()).toBe(2);
  });
});
