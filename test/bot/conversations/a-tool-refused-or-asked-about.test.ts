import { describe, expect, it } from 'vitest';
import { READERS } from './story.ts';
import { startToolStory } from './tool-story.ts';

const BY_OWNER = [{ who: 'owner', memberIds: [], needs: 'one' }];

/** What people write in these stories, as each would. */
const WRITE = {
  en: { why: 'Your plan has its own.', first: 'Which figures?', there: 'Those of May', last: 'Until when?', here: 'Until June' },
  es: { why: 'Tu plan ya trae una.', first: '¿Qué cifras?', there: 'Las de mayo', last: '¿Hasta cuándo?', here: 'Hasta junio' },
};

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('is declined with a reason in their language and the words as they were written, and may ask again', async () => {
    const story = await startToolStory(language, { stages: BY_OWNER });
    const { words, english, people, tool, signUp, inMessages, send, inbox, told } = story;
    const [maya, ben] = [people.maya.id, people.ben.id];
    const { approvals, signUps } = words;
    await signUp(maya);

    await inMessages(ben, english.approvals.decline);
    await send(ben, {
      [english.approvals.declineReason]: english.approvals.reasons['other tool'] ?? '',
      [english.approvals.declineText]: WRITE[language].why,
    });

    const reason = approvals.reasons['other tool'] ?? '';
    expect(told(maya).at(-1)).toBe(`${approvals.news.declined(`<@${ben}>`, `${tool} (S1)`, reason)} ${WRITE[language].why}`);
    expect(inbox(maya)).toContain(signUps.states.declinedBecause(`${reason}: “${WRITE[language].why}”`));
    expect(inbox(ben)).toContain(english.approvals.declinedBy(`<@${ben}>`));
    await signUp(maya);
    expect(told(ben).at(-1)).toContain('S2');
    expect(await story.signUpRow(1)).toMatchObject({ state: 'declined', declineReason: 'other tool' });
    expect(await story.signUpRow(2)).toMatchObject({ state: 'asked' });
    story.demandKindWords();
  });

  it('is asked twice, answers once in the thread and once in the form, and is approved', async () => {
    const story = await startToolStory(language, { stages: BY_OWNER });
    const { words, english, people, signUp, inMessages, send, inbox, told, slack, direct, write } = story;
    const [maya, ben] = [people.maya.id, people.ben.id];
    const { approvals, signUps } = words;
    const say = WRITE[language];
    const ask = async (question: string) => {
      await inMessages(ben, english.approvals.ask);
      await send(ben, { [english.approvals.askLabel]: question });
    };
    await signUp(maya);

    // In the thread of the question, which is no request to the desk.
    await ask(say.first);
    expect(inbox(maya)).toContain(signUps.states.question(say.first));
    expect(inbox(ben)).toContain(english.approvals.waitsForMember);
    const question = slack.botMessages(direct).findLast(({ text }) => text.includes(say.first) && text.includes('(S1)'));
    await write(maya, { channel: direct, ts: question?.ts ?? '' }, say.there);
    expect(story.thread({ channel: direct, ts: question?.ts ?? '' })).toContain(signUps.answerTaken('S1'));
    expect(inbox(ben)).toContain(say.there);
    expect(await story.db.ticket.count()).toBe(0);

    // In the form behind the button.
    await ask(say.last);
    await inMessages(maya, signUps.answer);
    expect(story.form(maya)).toContain(signUps.states.question(say.last));
    await send(maya, { [signUps.answerLabel]: say.here });
    expect(story.form(maya)).toContain(signUps.answerTaken('*S1*'));
    await inMessages(ben, english.approvals.approve);
    for (const written of [say.first, say.there, say.last, say.here]) expect(inbox(ben)).toContain(written);
    expect(told(maya).at(-1)).toContain(approvals.news.settingUp);
    story.demandKindWords();
  });

  it('is not forgotten by an owner who says nothing: the stand-in is asked after two working days, and decides', async () => {
    const story = await startToolStory(language, { stages: BY_OWNER, standInHours: 16 });
    const { words, english, people, signUp, until, inMessages, inbox, told } = story;
    const [maya, ben, ada] = [people.maya.id, people.ben.id, people.ada.id];
    await signUp(maya);
    await until('2026-03-04T08:00:00Z');
    expect(told(ada)).toEqual([]);

    await until('2026-03-04T12:00:00Z');
    expect(inbox(ada)).toContain(english.approvals.inPlaceOf(`<@${ben}>`));
    expect(inbox(maya)).toContain(`<@${ben}>, <@${ada}>`);
    await inMessages(ada, english.approvals.approve);

    expect(told(maya).at(-1)).toContain(words.approvals.news.settingUp);
    expect(told(maya).at(-1)).toContain(`<@${ada}>`);
    expect(inbox(ben)).toContain(english.approvals.approvedBy(`<@${ada}>`));
    expect(story.hasButton(ben, english.approvals.approve)).toBe(false);
    story.demandKindWords();
  });
});
