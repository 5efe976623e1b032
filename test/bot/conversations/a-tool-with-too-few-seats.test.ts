import { describe, expect, it } from 'vitest';
import { READERS } from './story.ts';
import { startToolStory } from './tool-story.ts';

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('waits in line with a place that everybody can see, is offered the seat that somebody gives back, and takes it', async () => {
    const story = await startToolStory(language, { seatCap: 1, offerHours: 16 });
    const { words, otherWords, people, signUp, inMessages, inbox, told, form } = story;
    const [maya, tom, lea] = [people.maya.id, people.tom.id, people.lea.id];
    const name = story.tool.replaceAll('*', '');
    const { signUps } = words;
    await signUp(tom);
    await signUp(maya);
    await signUp(lea);

    expect(form(maya)).toContain(signUps.states.waiting(1, 1));
    expect(inbox(lea)).toContain(story.english.signUps.states.waiting(2, 2));
    await inMessages(tom, otherWords.signUps.cancel);

    expect(told(maya).at(-1)).toContain(signUps.news.offered(name, '<!date').split('<!date')[0]);
    await inMessages(maya, signUps.take);
    expect(await story.signUpRow(2)).toMatchObject({ state: 'setting up' });
    expect(inbox(maya)).toContain(signUps.states.settingUp(signUps.somebody));
    await story.later(30);
    expect(inbox(lea)).toContain(story.english.signUps.states.waiting(1, 1));
    story.demandKindWords();
  });

  it('who says nothing to an offer keeps a place at the end, and the next in line is offered the seat', async () => {
    const story = await startToolStory(language, { seatCap: 1, offerHours: 16 });
    const { words, otherWords, people, signUp, inMessages, inbox, told } = story;
    const [maya, tom, lea] = [people.maya.id, people.tom.id, people.lea.id];
    const name = story.tool.replaceAll('*', '');
    for (const who of [tom, maya, lea]) await signUp(who);
    await inMessages(tom, otherWords.signUps.cancel);

    await story.until('2026-03-04T12:00:00Z');

    expect(told(maya)).toContain(words.signUps.news.lapsed(name));
    expect(inbox(lea)).toContain(story.english.signUps.take);
    expect(inbox(maya)).toContain(words.signUps.states.waiting(1, 1));
    await inMessages(lea, story.english.signUps.take);
    expect(await story.signUpRow(3)).toMatchObject({ state: 'setting up' });
    story.demandKindWords();
  });
});
