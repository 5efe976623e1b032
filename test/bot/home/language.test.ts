import { describe, expect, it } from 'vitest';
import { homeOf, noteOpened } from '#bot/home/home.ts';
import { chooseLanguage, standingOf } from '#bot/home/language.ts';
import { DAY, MAYA, MONDAY_TEN, openDesk, WORKSPACE } from '#test/support/factories.ts';

const ENGLISH = { language: null, languageBy: null, languageAskedAt: null, workspaceLanguage: 'en' };
const SLACK = { ...ENGLISH, languageBy: 'slack' };

describe('the language of a person', () => {
  it('needs no question where we speak what their Slack speaks', () => {
    expect(standingOf({ ...SLACK, language: 'es' }, MONDAY_TEN)).toEqual({ language: 'es', isAsked: false, isFromSlack: true });
    expect(standingOf({ ...SLACK, language: 'en' }, MONDAY_TEN)).toEqual({ language: 'en', isAsked: false, isFromSlack: false });
    expect(standingOf(ENGLISH, MONDAY_TEN)).toEqual({ language: 'en', isAsked: false, isFromSlack: false });
  });

  it('is asked for a week where we do not, and not after they chose', () => {
    const french = { ...SLACK, language: 'fr', workspaceLanguage: 'es' };
    const asked = (days: number) =>
      standingOf({ ...french, languageAskedAt: MONDAY_TEN }, new Date(MONDAY_TEN.getTime() + days * DAY));

    expect(standingOf(french, MONDAY_TEN)).toEqual({ language: 'es', isAsked: true, isFromSlack: false });
    expect([asked(6).isAsked, asked(8).isAsked]).toEqual([true, false]);
    expect(standingOf({ ...french, languageBy: 'chosen' }, MONDAY_TEN).isAsked).toBe(false);
  });

  it('is asked for once: the first time they look', async () => {
    const { db, deps, time } = await openDesk();
    await db.member.create({
      data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', language: 'fr', languageBy: 'slack' },
    });
    const maya = { workspaceId: WORKSPACE, memberId: MAYA };
    const look = async () => {
      await noteOpened(deps, { ...maya, isEmpty: false });
      return (await homeOf(db, deps, maya))?.tongue.isAsked;
    };

    const first = await look();
    time.now = new Date(MONDAY_TEN.getTime() + 30 * DAY);
    const later = await look();

    expect([first, later]).toEqual([true, false]);
    expect(await db.member.findFirst()).toMatchObject({ languageAskedAt: MONDAY_TEN, homeOpenedAt: time.now });
  });
});

describe('choosing a language', () => {
  it('holds against Slack, and says what is open again in it', async () => {
    const { db, deps, say, jobs } = await openDesk();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', homeOpenedAt: MONDAY_TEN } });
    await say(MAYA, 'Where is my invoice?');
    await db.$executeRaw`delete from graphile_worker._private_jobs`;

    await chooseLanguage(deps, { workspaceId: WORKSPACE, actorId: MAYA, language: 'es' });
    const first = (await jobs()).map(({ key }) => key);
    await db.$executeRaw`delete from graphile_worker._private_jobs`;
    await chooseLanguage(deps, { workspaceId: WORKSPACE, actorId: MAYA, language: 'es' });

    expect(await db.member.findFirst()).toMatchObject({ language: 'es', languageBy: 'chosen' });
    expect(first).toEqual([`sync:${WORKSPACE}:acknowledgement:1`, `show-home:${WORKSPACE}:${MAYA}`]);
    expect(await jobs()).toEqual([]);
  });

  it('refuses one we do not speak, and whoever is switched off', async () => {
    const { db, deps } = await openDesk();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', deactivatedAt: MONDAY_TEN } });
    const choose = (language: string) => chooseLanguage(deps, { workspaceId: WORKSPACE, actorId: MAYA, language });

    await expect(choose('constructor')).rejects.toMatchObject({ code: 'no_such_language' });
    await expect(choose('es')).rejects.toMatchObject({ code: 'switched_off' });
  });
});
