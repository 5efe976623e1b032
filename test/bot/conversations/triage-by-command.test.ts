import { describe, expect, it } from 'vitest';
import { READERS, startStory } from './story.ts';

const WRITE = {
  en: ['Where is my invoice?', 'The printer is broken', 'My invoice is missing', 'Who has the keys?'],
  es: ['¿Dónde está mi factura?', 'La impresora está rota', 'Falta mi factura', '¿Quién tiene las llaves?'],
};

describe.each(READERS)('staff who type everything', ({ reads, language }) => {
  it(`do each step with one line, and the member reads it in ${reads}`, async () => {
    const story = await startStory(language);
    const { words, people, ask, thread, type, ticket, told } = story;
    const { requests, handling, knownProblems } = words;
    const [maya, ana, ben] = [people.maya.id, people.ana.id, people.ben.id];
    const [invoice = '', printer = '', missing = '', keys = ''] = WRITE[language];
    const first = await ask(invoice);
    const second = await ask(printer);
    const third = await ask(missing);
    const fourth = await ask(keys);
    const state = (place: typeof first) => thread(place)[0] ?? '';

    expect(await type('help')).toContain('What you can type');
    expect(await type('list')).toContain('4 open requests');
    expect(await type('next')).toContain('Request #1 is yours now.');
    expect(state(first)).toBe(requests.claimed(`<@${ana}>`, '*#1*'));
    expect(await type('show 1')).toContain(invoice);
    expect(await type('release 1')).toBe('Request #1 can be claimed by anybody again.');
    expect(state(first)).toContain(requests.received('*#1*'));
    expect(await type('claim 1 2')).toBe('Requests #1 and #2 are yours now.');
    expect(await type(`assign 1 <@${ben}|ben>`)).toBe(`Request #1 is <@${ben}>’s now.`);
    expect(state(first)).toBe(requests.claimed(`<@${ben}>`, '*#1*'));
    expect(await type('reply 1 ¿OK?')).toContain('Request #1 is answered');
    expect(thread(first).at(-1)).toBe(story.saidBy('ana', '¿OK?'));
    expect(await type('note 1 zebra')).toContain('Only staff see it');
    expect(await type('priority 1 high')).toContain('has the priority high now');
    expect(await type('topic 1 billing')).toContain('is about billing now');
    expect(thread(first)).toHaveLength(2);

    expect(await type('wait 1')).toContain('waits for the member now');
    expect(state(first)).toBe(requests.waitingForYou(`<@${ben}>`, '*#1*'));
    expect(await type('wait 1 on Banco until friday')).toContain('waits for Banco and comes back');
    expect(state(first)).toBe(requests.waitingForOthers(`<@${ben}>`, '*#1*'));
    expect(await type('list waiting')).toContain('#1');
    expect(await type('resolve 1')).toBe('Request #1 is resolved.');
    expect(state(first)).toBe(requests.resolved(`<@${ben}>`, '*#1*', 7));
    expect(await type('reopen 1')).toBe('Request #1 is back in work.');
    expect(state(first)).toBe(requests.claimed(`<@${ben}>`, '*#1*'));

    expect(await type('merge 3 into 1')).toContain('Request #3 goes on in #1');
    expect(thread(third)).toEqual([requests.merged('*#3*', '*#1*')]);
    expect(await type('undo 3')).toBe('Request #3 is as it was before.');
    expect(thread(third).join('\n')).toContain(handling.unmerged('*#3*'));
    expect(await type('link 3 1')).toBe('Request #3 is linked to #1 now.');
    expect(await type('dismiss 3')).toBe('Request #3 is marked as not a request.');
    expect(thread(third).join('\n')).not.toContain(requests.received('*#3*'));
    expect(await type('undo 3')).toBe('Request #3 is as it was before.');
    expect(thread(third).join('\n')).toContain(requests.received('*#3*'));

    expect(await type('problem 1 Portal: 12:00')).toContain('Request #1 is a known problem now');
    expect(state(fourth)).toContain(':warning: Portal: 12:00');
    expect(await type('attach 3 1')).toContain('is part of known problem #1 now');
    expect(await type('search factura')).toMatch(language === 'es' ? /\*#1\*/ : /nothing|No request/i);
    expect(await type('stats')).toContain('*On your hands:*');
    expect(await type('replies')).not.toBe('');
    expect(await type('private 2')).toContain('Request #2 is private now');
    expect(thread(second)).toEqual([requests.movedToDm('*#2*')]);
    expect(told(maya).join('\n')).toContain(words.privacy.helpToDelete('#2'));
    expect(await type('reslove 1')).toContain('Did you mean `/triage resolve 1`?');
    expect(await type('claim')).toContain('`/triage claim 12`');

    // A member who tries hears what to do instead, in her language.
    await story.slack.command(maya, story.help, '/triage', 'list');
    await story.settle();
    await story.whispers(maya, words.refusals.notStaff);
    expect(await ticket(3)).toMatchObject({ partOfId: 1 });
    expect(state(third)).not.toContain(knownProblems.sameHere);
    story.demandKindWords();
  });
});
