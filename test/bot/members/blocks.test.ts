import { describe, expect, it } from 'vitest';
import {
  belongingOf,
  belongsWords,
  memberBlocks,
  memberHelp,
  organisationBlocks,
  organisationForm,
  organisationOptions,
} from '#bot/members/blocks.ts';
import type { MemberRecord, OrganisationRecord } from '#bot/members/records.ts';
import { MAYA, MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const organisation = (name = 'Maple'): OrganisationRecord['organisation'] => ({
  workspaceId: WORKSPACE,
  id: 'maple',
  name,
  size: 12,
  region: name,
  timeZone: null,
  plan: name,
  joinedOn: null,
});

function aRecord(word = 'Maya', changes: Partial<MemberRecord['member']> = {}, count = 1): MemberRecord {
  return {
    member: {
      workspaceId: WORKSPACE,
      id: MAYA,
      displayName: word,
      kind: 'member',
      isAdmin: false,
      email: word,
      organisationId: 'maple',
      belongsBy: 'domain',
      role: word,
      language: 'es',
      languageBy: 'slack',
      languageAskedAt: null,
      timeZone: 'Europe/Madrid',
      dmChannelId: null,
      deactivatedAt: null,
      awayUntil: null,
      homeOpenedAt: null,
      homeHash: null,
      updatedAt: null,
      ...changes,
    },
    organisation: organisation(word),
    contactFor: [{ role: word, organisation: word }],
    requests: Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      state: 'open',
      more: { topic: word, openedAt: MONDAY_TEN, requester: { id: MAYA, name: word } },
    })),
    requestCount: count,
    now: MONDAY_TEN,
  };
}

function anOrganisation(word: string, count = 3): OrganisationRecord {
  return {
    organisation: organisation(word),
    domains: Array.from({ length: count }, () => word),
    contacts: Array.from({ length: count }, () => ({ role: word, email: word })),
    people: Array.from({ length: Math.min(count, 30) }, () => ({ id: 'X0OUTSIDE', name: word })),
    peopleCount: count,
    openRequests: aRecord(word, {}, Math.min(count, 10)).requests,
    openCount: count,
    tools: Array.from({ length: Math.min(count, 20) }, () => ({ name: word, seats: 2, undecided: 1, waiting: 1 })),
  };
}

const MEANT = /^<(@[UW][A-Z0-9]+|!date\^\d+\^[^|<>]*\|[^<>]*)>$/;

describe('what is shown of a member and of an organisation', () => {
  it('is taken by Slack and has nothing live in it, whatever people and organisations are called', () => {
    const wrong = HOSTILE_TEXTS.flatMap((word) => {
      const shown = [memberBlocks(aRecord(word)), organisationBlocks(anOrganisation(word))];
      const found = [
        ...shown.flatMap((one) => [...objectionsTo(one), ...liveSequences(liveTexts(one.blocks), MEANT)]),
        ...objectionsToView(organisationForm(aRecord(word || 'x'))),
        ...liveSequences([belongsWords(aRecord(word))], MEANT),
      ];
      return found.map((one) => ({ word, one }));
    });

    expect(wrong).toEqual([]);
  });

  it('is taken by Slack however much there is of it', () => {
    const long = 'wordy & '.repeat(40);

    expect(objectionsTo({ ...memberBlocks(aRecord(long, {}, 10)), text: 'x' })).toEqual([]);
    expect(objectionsTo({ ...organisationBlocks(anOrganisation(long, 500)), text: 'x' })).toEqual([]);
  });

  it('has words for what kind of person somebody is', () => {
    const said = (changes: Partial<MemberRecord['member']>) => memberBlocks(aRecord('Maya', changes)).text.split('\n')[0];

    expect(said({ kind: 'guest' })).toBe(`*<@${MAYA}>*: a guest in this workspace`);
    expect(said({ kind: 'stranger' })).toContain('from another Slack workspace');
    expect(said({ kind: 'outside', id: 'X0RANG' })).toBe('*Maya*: not in Slack');
    expect(said({ isAdmin: true, deactivatedAt: MONDAY_TEN })).toContain('administers it, deactivated in Slack');
  });

  it('tells a bot from a person: it belongs nowhere, and has no button', () => {
    expect(JSON.stringify(memberBlocks(aRecord('Robot', { kind: 'bot' })).blocks)).not.toContain('"button"');
  });

  it.each([
    ['2026-03-02T04:59:00Z', 'Monday night, 05:59'],
    ['2026-03-02T05:00:00Z', 'Monday morning, 06:00'],
    ['2026-03-02T11:00:00Z', 'Monday afternoon, 12:00'],
    ['2026-03-02T17:00:00Z', 'Monday evening, 18:00'],
    ['2026-03-02T21:00:00Z', 'Monday night, 22:00'],
    ['2026-03-02T23:00:00Z', 'Tuesday night, 00:00'],
    ['2026-07-01T05:00:00Z', 'Wednesday morning, 07:00'],
  ])('says at %s that it is %s in Madrid', (now, words) => {
    expect(memberBlocks({ ...aRecord(), now: new Date(now) }).text).toContain(words);
  });

  it('says nothing of a time in a zone nobody knows, and of a language nobody knows', () => {
    expect(memberBlocks(aRecord('Maya', { timeZone: 'Mars/Olympus', language: 'q' })).text).toContain('Time zone: Mars/Olympus');
  });

  it('offers to take an organisation away and to leave it to the e-mail domain, when that is looked for', () => {
    const values = (typed: string) => organisationOptions([{ id: 'maple', name: 'Maple' }], typed).map(({ value }) => value);

    expect(values('').map((value) => belongingOf(String(value)))).toEqual(['none', 'by e-mail', { organisationId: 'maple' }]);
    expect(values('no org')).toEqual(['-none', 'maple']);
    expect(values('mail')).toEqual(['-by-e-mail', 'maple']);
  });

  it('says which tools an organisation has, in one line, and nothing where it has none', () => {
    const line = (tools: OrganisationRecord['tools']) => organisationBlocks({ ...anOrganisation('Maple'), tools }).text;

    expect(
      line([
        { name: 'Mapping', seats: 3, undecided: 0, waiting: 0 },
        { name: 'Warehouse', seats: 1, undecided: 2, waiting: 1 },
      ]),
    ).toContain('• Tools: Mapping (3 seats), Warehouse (1 seat, 2 undecided, 1 waiting for a seat)\n');
    expect(line([])).not.toContain('Tools');
  });

  it('explains itself', () => {
    expect(objectionsTo(memberHelp())).toEqual([]);
  });
});
