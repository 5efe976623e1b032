import { describe, expect, it } from 'vitest';
import { seedAuthor, withResults } from './some-results.ts';

describe('who said what', () => {
  const NAMED = { level: 'named', state: 'open', bands: [] };

  it('is read by the keeper and by leads, page by page, and each reading is written down', async () => {
    const { ana, lea, people, openResults, others, wave, db } = await withResults({ wave: NAMED, answers: [] });
    await seedAuthor(db, wave, others[0]!, {
      recommend: 9,
      happy: 5,
      channel: { chosen: ['friend', 'other'], other: 'A <poster>' },
    });
    await seedAuthor(db, wave, others[1]!, { recommend: 2 }, false);

    await openResults(people.lea.id);
    await lea.press('Who said what');
    const first = lea.sees();
    await lea.press('Next');
    const second = lea.sees();
    await openResults(people.ana.id);

    expect(first).toContain('Person 1 of 2. Low answers come first: 1 person.');
    expect(first).toContain(`<@${others[1]}> (not finished yet)`);
    expect(first).toContain('Open a request');
    expect(second).toContain(`<@${others[0]}>`);
    expect(second).toContain('9 of 10');
    expect(second).toContain('A friend; Something else: A &lt;poster&gt;');
    expect(second).not.toContain('Open a request');
    expect(ana.sees()).toContain('Who said what');
    const read = await db.surveyEvent.findMany({ where: { waveId: wave.id, kind: 'answers_read' } });
    expect(read.map(({ actorId }) => actorId)).toEqual([people.lea.id, people.lea.id]);
  });

  it('is read by nobody else, however they ask', async () => {
    const { ben, people, openResults, others, wave, db } = await withResults({ wave: NAMED, answers: [] });
    await seedAuthor(db, wave, others[0]!, { recommend: 3 });

    await openResults(people.ben.id);
    const page = ben.sees();
    await db.deskStaff.updateMany({ where: { memberId: people.ben.id }, data: { role: 'lead' } });
    await openResults(people.ben.id);
    await db.deskStaff.updateMany({ where: { memberId: people.ben.id }, data: { role: 'staff' } });
    await ben.press('Who said what');

    expect(page).not.toMatch(/Who said what|3 of 10|with names/);
    expect(ben.sees()).toContain('Only the people who were named for it');
    expect(await db.surveyEvent.count({ where: { kind: 'answers_read' } })).toBe(0);
  });
});
