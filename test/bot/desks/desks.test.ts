import { describe, expect, it } from 'vitest';
import { deskForStaff, desksOfStaff, hoursOf, isSetUp, notePresence, placeOf, roleAt } from '#bot/desks/desks.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { ANA, HELP, LEA, MAYA, openDesk, TRIAGE, WORKSPACE } from '#test/support/factories.ts';

describe('where a channel belongs', () => {
  it('is a help channel, a triage channel, or nowhere', async () => {
    const { db } = await openDesk();

    expect(await placeOf(db, WORKSPACE, HELP)).toMatchObject({ kind: 'help', desk: { id: 'main' } });
    expect(await placeOf(db, WORKSPACE, TRIAGE)).toMatchObject({ kind: 'triage', desk: { id: 'main' } });
    expect(await placeOf(db, WORKSPACE, 'C0OTHER')).toBeNull();
    expect(await placeOf(db, 'T0OTHER', HELP)).toBeNull();
  });
});

describe('who is staff', () => {
  it('is who is named and present', async () => {
    const { db } = await openDesk();

    expect(await roleAt(db, WORKSPACE, 'main', ANA)).toBe('staff');
    expect(await roleAt(db, WORKSPACE, 'main', LEA)).toBe('lead');
    expect(await roleAt(db, WORKSPACE, 'main', MAYA)).toBeNull();
    expect(await roleAt(db, 'T0OTHER', 'main', ANA)).toBeNull();
    expect(await roleAt(db, WORKSPACE, 'another', ANA)).toBeNull();
  });

  it('ends with leaving the triage channel and begins again with coming back', async () => {
    const { db } = await openDesk();
    const note = (isPresent: boolean, ts: string) =>
      notePresence(db, WORKSPACE, { channelId: TRIAGE, memberId: ANA, isPresent, ts });

    await note(false, '1772445600.000100');
    const left = await desksOfStaff(db, WORKSPACE, ANA);
    await note(true, '1772445700.000100');

    expect(left).toEqual([]);
    expect(await roleAt(db, WORKSPACE, 'main', ANA)).toBe('staff');
  });

  it('does not come back when an older join arrives after the leaving', async () => {
    const { db } = await openDesk();
    const note = (isPresent: boolean, ts: string) =>
      notePresence(db, WORKSPACE, { channelId: TRIAGE, memberId: ANA, isPresent, ts });

    await note(false, '1772445700.000100');
    await note(true, '1772445600.000100');

    expect(await roleAt(db, WORKSPACE, 'main', ANA)).toBeNull();
  });

  it('is nobody new: joining a triage channel makes no member staff', async () => {
    const { db } = await openDesk();

    await notePresence(db, WORKSPACE, { channelId: TRIAGE, memberId: MAYA, isPresent: true, ts: '1772445700.000100' });
    await notePresence(db, WORKSPACE, { channelId: HELP, memberId: MAYA, isPresent: true, ts: '1772445700.000100' });

    expect(await roleAt(db, WORKSPACE, 'main', MAYA)).toBeNull();
  });

  it('is not changed by leaving another channel', async () => {
    const { db } = await openDesk();

    await notePresence(db, WORKSPACE, { channelId: HELP, memberId: ANA, isPresent: false, ts: '1772445700.000100' });

    expect(await roleAt(db, WORKSPACE, 'main', ANA)).toBe('staff');
  });
});

describe('the desk of a command', () => {
  it('is the one where the person is staff', async () => {
    const { db } = await openDesk();

    expect(await deskForStaff(db, WORKSPACE, LEA)).toMatchObject({ desk: { id: 'main' }, role: 'lead' });
  });

  it('is refused to members, and before the set-up with the way to it', async () => {
    const { db } = await openDesk();
    await expect(deskForStaff(db, WORKSPACE, MAYA)).rejects.toMatchObject({ code: 'not_staff' });
    await db.workspace.updateMany({ data: { setUpAt: null } });

    await expect(deskForStaff(db, WORKSPACE, MAYA)).rejects.toThrow('/rochdale setup');
    expect(await isSetUp(db, WORKSPACE)).toBe(false);
    expect(await isSetUp(db, 'T0OTHER')).toBe(false);
  });
});

it('hours that nobody could keep are an error, not the default', () => {
  expect(hoursOf({ schedule: DEFAULT_WORKING_HOURS })).toEqual(DEFAULT_WORKING_HOURS);
  expect(() => hoursOf({ schedule: { ...DEFAULT_WORKING_HOURS, week: { '1': [['17:00', '09:00']] } } })).toThrow();
});
