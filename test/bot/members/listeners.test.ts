import { describe, expect, it } from 'vitest';
import { planReadings } from '#bot/members/reading.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

/** Maya has asked for her invoice; Maple Street, Oak and a thousand others are organisations. */
async function desk() {
  const coop = await cooperativeWithRequest({ at: new Date('2026-03-02T10:00:00Z') });
  const { slack, people, triage, quiet, db, workspaceId, bots } = coop;
  for (const { deps } of bots) await planReadings(deps);
  await quiet();
  const facts = { size: 12, region: 'North', plan: 'Full', joinedOn: new Date('2019-05-01T00:00:00Z') };
  await db.organisation.create({ data: { workspaceId, id: 'maple', name: 'Maple <Street>', ...facts } });
  await db.organisation.create({ data: { workspaceId, id: 'oak', name: 'Oak' } });
  await db.organisationDomain.create({ data: { workspaceId, domain: 'example.org', organisationId: 'maple' } });
  await db.organisationContact.create({
    data: { workspaceId, organisationId: 'maple', role: 'billing', email: 'maya@example.org' },
  });
  await db.member.updateMany({
    where: { id: people.maya.id },
    data: { email: 'maya@example.org', timeZone: 'Europe/Madrid', role: 'Treasurer' },
  });
  /** Types after `/member`; answers what only that person sees then. */
  const type = async (words: string, userId = people.ana.id, channel = triage) => {
    const answer = await slack.command(userId, channel, '/member', words);
    await quiet();
    return String(answer.json?.text ?? answer.body);
  };
  const home = async () => {
    const { organisationId, belongsBy } = await db.member.findFirstOrThrow({ where: { id: people.maya.id } });
    return { organisationId, belongsBy };
  };
  const lastAnswer = (userId = people.ana.id) => String(slack.ephemerals(userId).at(-1)?.id);
  return { ...coop, type, home, lastAnswer };
}

describe('/member', () => {
  it('shows who somebody is, where they belong, and what they asked', async () => {
    const { type, people, db, workspaceId } = await desk();
    await db.member.updateMany({ where: { id: people.maya.id }, data: { organisationId: 'maple', belongsBy: 'domain' } });
    await db.ticket.updateMany({ data: { topic: 'billing' } });

    const shown = await type(`<@${people.maya.id}|maya>`);

    expect(shown).toContain(`<@${people.maya.id}>*: a member of this workspace`);
    expect(shown).toContain('*Maple &lt;Street&gt;* (by e-mail domain) · 12 people · plan Full · North · joined 2019-05-01');
    expect(shown).toContain('To be asked about: billing at Maple &lt;Street&gt;');
    expect(shown).toContain('Role: Treasurer');
    expect(shown).toContain('It is Monday morning, 11:00, in Europe/Madrid');
    expect(shown).toMatch(/\*#1\* open, nobody has it yet · billing · <!date/);
    expect(await db.ticket.count({ where: { workspaceId } })).toBe(1);
  });

  it('says no more of a private request than its number and state', async () => {
    const { type, db, people } = await desk();
    await db.ticket.updateMany({ data: { isPrivate: true, topic: 'billing' } });

    const shown = await type(`<@${people.maya.id}>`);

    expect(shown.split('\n').at(-1)).toBe('• *#1* open, nobody has it yet');
  });

  it('finds people by name and by e-mail, and asks Slack about whom it has not met', async () => {
    const { type, people, slack } = await desk();
    const zoe = slack.addPerson({ name: 'zoé', isGuest: true });

    expect(await type('@maya')).toContain(people.maya.id);
    expect(await type('MAYA')).toContain(people.maya.id);
    expect(await type('<mailto:maya@example.org|maya@example.org>')).toContain(people.maya.id);
    expect(await type(`<@${zoe.id}>`)).toContain('a guest in this workspace');
    expect(await type('zoe')).toContain(zoe.id);
  });

  it('answers what was mistyped with what to type instead', async () => {
    const { type, db, workspaceId } = await desk();
    await db.member.createMany({
      data: ['U0ANNE1', 'U0ANNE2'].map((id) => ({ workspaceId, id, displayName: 'Anne' })),
    });
    const answers: [string, string][] = [
      ['', 'What you can type'],
      ['help', 'What you can type'],
      ['mya', 'Did you mean `/member @maya`?'],
      ['qwertzuiop', 'I know nobody called “qwertzuiop”'],
      ['<@U0NOBODY>', 'I know nobody by that'],
      ['nobody@example.org', 'I know nobody by that'],
      ['anne', 'Several people are called that: <@U0ANNE1>, <@U0ANNE2>'],
      ['<!channel>', 'I know nobody called “&lt;!channel&gt;”'],
      ['\0', 'What you can type'],
      ['qwertz\0uiop \ud800', 'I know nobody called “qwertzuiop'],
      [`organisation ${'x'.repeat(3000)}`, 'There is no organisation called “xxx'],
      ['% organisation _', 'I know nobody called “%”'],
      ['organisation', 'Please add the name of the organisation'],
      ['organisation Mapl Street', 'Did you mean *Maple &lt;Street&gt;*?'],
      ['organisation xyzzy plugh', 'A workspace admin can import them'],
      ['maya organisation', 'Please add the name of the organisation'],
      ['maya organistion Oak', 'type `/member @ana organisation Maple Street`'],
    ];

    for (const [words, answer] of answers) expect(await type(words), words).toContain(answer);
  });

  it('shows the people of an organisation and what of theirs is open', async () => {
    const { type, people, db } = await desk();
    await db.member.updateMany({ where: { id: people.maya.id }, data: { organisationId: 'maple' } });

    const shown = await type('organization maple');

    expect(shown).toContain('*Maple &lt;Street&gt;* · 12 people');
    expect(shown).toContain('E-mail domains: example.org');
    expect(shown).toContain('Contact for billing: maya@example.org');
    expect(shown).toContain(`*People*\n<@${people.maya.id}>`);
    expect(shown).toContain(`*Open requests* (1)\n• *#1* <@${people.maya.id}> open`);
    expect(await type('organisation Oak')).toContain('Nobody in Slack belongs to it yet.\nNo open requests.');
  });

  it('says by hand where somebody belongs, takes it away, and leaves it to the e-mail domain', async () => {
    const { type, people, home } = await desk();
    const maya = `<@${people.maya.id}>`;

    expect(await type(`${maya} organisation Oak`)).toBe(`${maya} belongs to *Oak* now.`);
    expect(await home()).toEqual({ organisationId: 'oak', belongsBy: 'hand' });
    expect(await type('maya organization NONE')).toBe(`${maya} belongs to no organisation now.`);
    expect(await home()).toEqual({ organisationId: null, belongsBy: 'hand' });
    expect(await type(`${maya} organisation by e-mail`)).toBe(`${maya} belongs to *Maple &lt;Street&gt;* now, by e-mail domain.`);
    expect(await home()).toEqual({ organisationId: 'maple', belongsBy: 'domain' });
  });

  it('is for staff only, and a guest is none though named and present', async () => {
    const { type, people, slack, home, db, quiet, help } = await desk();
    const before = await home();
    await slack.changePerson(people.ben.id, { isGuest: true });
    await quiet();

    for (const userId of [people.ada.id, people.ben.id]) {
      for (const words of ['', 'maya', 'organisation Oak', 'maya organisation Oak']) {
        expect(await type(words, userId, help), words).toMatch(/staff/);
      }
    }

    expect(await home()).toEqual(before);
    expect(await db.auditEntry.count()).toBe(0);
  });
});

describe('the form that sets an organisation', () => {
  it('offers at most a hundred of a thousand while one types, and sets the chosen one', async () => {
    const { type, people, slack, db, workspaceId, home, lastAnswer, quiet } = await desk();
    const many = Array.from({ length: 1000 }, (_, index) => ({ workspaceId, id: `o${index}`, name: `Orchard ${index}` }));
    await db.organisation.createMany({ data: many });
    await type('maya');
    await slack.press(people.ana.id, { ephemeral: lastAnswer() }, 'Set organisation');
    const view = { view: String(slack.views(people.ana.id).at(-1)?.id) };
    const suggest = async (typed: string) =>
      (await slack.suggest(people.ana.id, view, 'members.choose-organisation', typed)).map(({ text }) =>
        String((text as { text: string }).text),
      );

    const all = await suggest('');
    const some = await suggest('orchard 99');
    const street = await suggest('street');
    const submitted = await slack.submit(people.ana.id, view.view, { organisation: 'oak' });
    await quiet();

    expect(all).toHaveLength(100);
    expect(all.slice(0, 3)).toEqual(['No organisation', 'Where their e-mail domain says', 'Maple <Street>']);
    expect(some).toEqual(['Orchard 99', ...Array.from({ length: 10 }, (_, index) => `Orchard 99${index}`)]);
    expect(street).toEqual(['Maple <Street>']);
    expect(submitted.outcome).toBe('updated');
    expect(await home()).toEqual({ organisationId: 'oak', belongsBy: 'hand' });
    expect(slack.notices(people.ana.id)).toEqual([]);
  });

  it('takes an organisation away', async () => {
    const { type, people, slack, home, lastAnswer } = await desk();
    await type('maya organisation Oak');
    await type('maya');
    await slack.press(people.ana.id, { ephemeral: lastAnswer() }, 'Set organisation');

    await slack.submit(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id), { organisation: '-none' });

    expect(await home()).toEqual({ organisationId: null, belongsBy: 'hand' });
  });

  it('does nothing for whoever is no staff any more', async () => {
    const { type, people, slack, home, lastAnswer, db } = await desk();
    await type('maya');
    const answer = lastAnswer();
    await slack.press(people.ana.id, { ephemeral: answer }, 'Set organisation');
    const viewId = String(slack.views(people.ana.id).at(-1)?.id);
    const before = await home();
    await db.deskStaff.updateMany({ where: { memberId: people.ana.id }, data: { isPresent: false } });

    const offered = await slack.suggest(people.ana.id, { view: viewId }, 'members.choose-organisation', '');
    const submitted = await slack.submit(people.ana.id, viewId, { organisation: 'oak' });

    expect(offered).toEqual([]);
    expect(submitted.outcome).toBe('pushed');
    expect(await home()).toEqual(before);
  });
});
