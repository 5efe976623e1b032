import { describe, expect, it } from 'vitest';
import { READERS } from './story.ts';
import { startToolStory } from './tool-story.ts';

const BY_CONTACT_AND_OWNER = [
  { who: 'contact', memberIds: [], needs: 'one' },
  { who: 'owner', memberIds: [], needs: 'one' },
];

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('finds a tool, asks for it, has it approved by two and set up by staff, uses it, and gives it back', async () => {
    const story = await startToolStory(language, { stages: BY_CONTACT_AND_OWNER, checklist: ['Account made'] });
    const { words, otherWords, english, people, tool, tools, inForm, inMessages, onToolCard, toolCard, inbox, told, form } =
      story;
    const [maya, tom, ben, ana] = [people.maya.id, people.tom.id, people.ben.id, people.ana.id];
    const { signUps, approvals, provisioning } = words;

    // Looked for, looked at and asked for, with a number to it.
    await tools(maya, 'xyz');
    expect(form(maya)).toContain(signUps.nothingFound);
    await inForm(maya, signUps.all);
    await inForm(maya, signUps.open);
    expect(form(maya)).toContain(signUps.forPerson);
    expect(form(maya)).toContain(signUps.seatsEnough);
    await inForm(maya, signUps.ask);
    await story.send(maya);
    expect(form(maya)).toContain(signUps.asked('*S1*'));
    expect(form(maya)).toContain(signUps.states.asked(`<@${tom}>`));
    await story.closeForms(maya);

    // The contact decides, in the other language; then the owner, in English.
    expect(told(tom).at(-1)).toContain(otherWords.approvals.asks(`<@${maya}>`, tool.replaceAll('*', ''), 'S1'));
    await inMessages(tom, otherWords.approvals.approve);
    expect(inbox(tom)).toContain(otherWords.approvals.approvedBy(`<@${tom}>`));
    expect(told(maya)).toContain(approvals.news.stage(`<@${tom}>`, `${tool} (S1)`, approvals.whoDecides.owner ?? ''));
    await inMessages(ben, english.approvals.approve);
    const name = tool.replaceAll('*', '');
    expect(told(maya)).toContain(`${approvals.news.approved(`<@${ben}>`, name, 'S1')} ${approvals.news.settingUp}`);

    // Staff set it up from one card; she reads who has it.
    expect(toolCard(1)).toContain('to be set up');
    await onToolCard(ana, 1, 'Claim');
    expect(inbox(maya)).toContain(signUps.states.settingUp(`<@${ana}>`));
    await onToolCard(ana, 1, 'Done');
    await onToolCard(ana, 1, 'Ready');
    expect(toolCard(1)).toContain(': ready');
    expect(told(maya).at(-1)).toContain(provisioning.ready(name, 'S1'));
    expect(inbox(maya)).toContain(signUps.states.ready);

    // Given back by one press; staff are told what to take away.
    await inMessages(maya, signUps.giveBack);
    expect(inbox(maya)).toContain(`${signUps.states.ended} ${signUps.endedHow['given back']}`);
    expect(toolCard(1)).toContain(': ended');
    await onToolCard(ana, 1, 'Taken away');
    expect(toolCard(1)).toContain('What was set up outside Slack is taken away.');
    expect(await story.signUpRow(1)).toMatchObject({ state: 'ended', endReason: 'given back', clearedAt: expect.any(Date) });
    await tools(maya, 'mine');
    expect(form(maya)).toContain(signUps.mineEnded);
    story.demandKindWords();
  });
});
