import { describe, expect, it } from 'vitest';
import { type Belonging, domainsChanged, matchMembers, setBelonging } from '#bot/members/belonging.ts';
import { rememberMembers } from '#bot/members/members.ts';
import { ANA, MAYA, MONDAY_TEN, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { addOrganisation, aPerson } from './some-people.ts';

async function cooperative() {
  const { db, deps, jobs } = await openDesk();
  await addOrganisation(db, 'Maple', ['maple.coop']);
  await addOrganisation(db, 'Oak');
  const bot = aPerson({ id: 'U0ROBOT', kind: 'bot', email: 'robot@maple.coop' });
  await rememberMembers(db, WORKSPACE, [aPerson(), aPerson({ id: TOM, email: 'tom@oak.coop' }), bot], MONDAY_TEN);
  await db.desk.updateMany({ data: { readers: [] } });
  await db.deskStaff.updateMany({ data: { isPresent: true } });
  return {
    db,
    deps,
    jobs,
    set: (belonging: Belonging, memberId = MAYA, actorId = ANA) =>
      setBelonging(deps, { workspaceId: WORKSPACE, actorId, memberId }, belonging),
    home: async (id = MAYA) => {
      const { organisationId, belongsBy } = await db.member.findFirstOrThrow({ where: { id } });
      return { organisationId, belongsBy };
    },
  };
}

describe('when the domains change', () => {
  it('everybody is matched again, but who belongs by hand, and bots', async () => {
    const { db, deps, home, set, jobs } = await cooperative();
    await set({ organisationId: 'maple' });
    await db.organisationDomain.create({ data: { workspaceId: WORKSPACE, domain: 'oak.coop', organisationId: 'oak' } });
    await db.organisationDomain.updateMany({ where: { domain: 'maple.coop' }, data: { organisationId: 'oak' } });

    const moved = await domainsChanged(db, deps, WORKSPACE);

    expect(moved).toBe(1);
    expect(await home()).toEqual({ organisationId: 'maple', belongsBy: 'hand' });
    expect(await home(TOM)).toEqual({ organisationId: 'oak', belongsBy: 'domain' });
    expect(await home('U0ROBOT')).toEqual({ organisationId: null, belongsBy: null });
    expect(await jobs()).toContainEqual(expect.objectContaining({ key: `match-members:${WORKSPACE}` }));
  });

  it('who lost their domain belongs nowhere, and matching again changes nothing', async () => {
    const { db, home } = await cooperative();
    await db.organisationDomain.deleteMany();

    const moved = await matchMembers(db, WORKSPACE);

    expect(moved).toBe(1);
    expect(await home()).toEqual({ organisationId: null, belongsBy: null });
    expect(await matchMembers(db, WORKSPACE)).toBe(0);
  });

  it('another workspace keeps its own', async () => {
    const { db, home } = await cooperative();
    await db.workspace.create({
      data: { id: 'T0OTHER', name: 'Other', url: 'https://other.slack.com/', botUserId: 'U1', botId: 'B1', encryptedToken: 'x' },
    });
    await addOrganisation(db, 'Foreign', ['maple.coop'], 'T0OTHER');

    await matchMembers(db, 'T0OTHER');
    await matchMembers(db, WORKSPACE);

    expect(await home()).toEqual({ organisationId: 'maple', belongsBy: 'domain' });
  });
});

describe('setting by hand where somebody belongs', () => {
  it('overrules the domain, until it is left to the domain again', async () => {
    const { set, home, db } = await cooperative();

    await set({ organisationId: 'oak' });
    const byHand = await home();
    await set('none');
    const nowhere = await home();
    await set('by e-mail');

    expect(byHand).toEqual({ organisationId: 'oak', belongsBy: 'hand' });
    expect(nowhere).toEqual({ organisationId: null, belongsBy: 'hand' });
    expect(await home()).toEqual({ organisationId: 'maple', belongsBy: 'domain' });
    expect(await db.auditEntry.findMany({ orderBy: { id: 'asc' } })).toMatchObject(
      ['oak', 'none', 'by e-mail'].map((belonging) => ({
        actorId: ANA,
        action: 'member.belongs',
        detail: { memberId: MAYA, belonging },
      })),
    );
  });

  it('is for staff', async () => {
    const { set, home, db } = await cooperative();
    const before = await home();

    await expect(set({ organisationId: 'oak' }, MAYA, TOM)).rejects.toThrow('staff');
    expect(await home()).toEqual(before);

    await db.member.updateMany({ where: { id: TOM }, data: { isAdmin: true } });
    await expect(set({ organisationId: 'oak' }, MAYA, TOM)).rejects.toThrow('staff');
    expect(await home()).toEqual(before);
  });

  it('is not for bots, nor to an organisation that is not there', async () => {
    const { set, db } = await cooperative();

    await expect(set({ organisationId: 'oak' }, 'U0ROBOT')).rejects.toThrow('Only people can belong');
    await expect(set({ organisationId: 'oak' }, 'U0NOBODY')).rejects.toThrow('Only people can belong');
    await expect(set({ organisationId: 'elm' })).rejects.toThrow('cannot be found');
    expect(await db.auditEntry.count()).toBe(0);
  });
});
