import { describe, expect, it } from 'vitest';
import type { Language } from '#bot/words/words.ts';
import { READERS } from './story.ts';
import { startToolStory } from './tool-story.ts';

/** Ready on Monday, 2 March for one month: it ends with Thursday, 2 April. */
async function using(language: Language) {
  const story = await startToolStory(language, { term: 'rolling', termMonths: 1, reminderDays: [7, 1], seatCap: 1 });
  const { people, signUp, closeForms, onToolCard } = story;
  await signUp(people.maya.id);
  await closeForms(people.maya.id);
  await onToolCard(people.ana.id, 1, 'Ready');
  return { ...story, name: story.tool.replaceAll('*', '') };
}

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('is reminded a week before the end, and keeps the tool by one press, for a month more', async () => {
    const story = await using(language);
    const { words, people, until, told, inMessages, inbox } = story;
    const maya = people.maya.id;
    const { terms } = words;
    await until('2026-03-25T12:00:00Z');
    expect(inbox(maya)).not.toContain(terms.endings(1));

    await until('2026-03-26T12:00:00Z');
    expect(told(maya).at(-1)).toContain(terms.endings(1));
    expect(inbox(maya)).toContain(terms.silence(5));
    await inMessages(maya, terms.keep);

    expect(inbox(maya)).toContain(terms.keptUntil(story.name, 'S1', '<!date').split('<!date')[0]);
    expect(inbox(maya)).toContain(terms.endingsOver);
    expect(inbox(maya)).not.toContain(terms.endings(1));
    expect(await story.signUpRow(1)).toMatchObject({ state: 'ready', endsAt: new Date('2026-05-02T23:59:59Z') });
    story.demandKindWords();
  });

  it('who says nothing is reminded twice, suspended, and loses the tool after five working days; the next in line is offered it', async () => {
    const story = await using(language);
    const { words, english, people, until, told, inMessages, inbox, toolCard } = story;
    const [maya, ana, lea] = [people.maya.id, people.ana.id, people.lea.id];
    const { terms, signUps } = words;
    await story.signUp(lea);

    await until('2026-04-01T12:00:00Z');
    expect(told(maya).filter((text) => text.includes(terms.endings(1)))).toHaveLength(2);
    await until('2026-04-03T12:00:00Z');
    expect(told(maya).at(-1)).toContain(terms.news.suspended(story.name, 'S1', '<!date').split('<!date')[0]);
    expect(inbox(maya)).toContain(signUps.states.suspended);
    expect(toolCard(1)).toContain(': suspended');

    await until('2026-04-13T12:00:00Z');
    expect(told(maya)).toContain(terms.news.lost(story.name, 'S1'));
    expect(inbox(maya)).toContain(`${signUps.states.ended} ${signUps.endedHow['no answer']}`);
    await inMessages(maya, terms.keep);
    await story.whispers(maya, words.tools.refused.over);
    await story.onToolCard(ana, 1, 'Taken away');
    await inMessages(lea, english.signUps.take);
    expect(await story.signUpRow(1)).toMatchObject({ state: 'ended', endReason: 'no answer', clearedAt: expect.any(Date) });
    expect(await story.signUpRow(2)).toMatchObject({ state: 'setting up' });
    story.demandKindWords();
  });

  it('who was suspended says at last that it is needed, and has it again at once', async () => {
    const story = await using(language);
    const { words, people, until, told, inMessages, inbox } = story;
    const maya = people.maya.id;
    await until('2026-04-03T12:00:00Z');

    await inMessages(maya, words.terms.keep);

    expect(await story.signUpRow(1)).toMatchObject({ state: 'ready' });
    expect(inbox(maya)).toContain(words.signUps.states.ready);
    await until('2026-04-13T12:00:00Z');
    expect(told(maya)).not.toContain(words.terms.news.lost(story.name, 'S1'));
    story.demandKindWords();
  });
});
