import { expect, it } from 'vitest';
import { helpText, momentModal, savedModal, setupModal, setupReport } from '#bot/settings/blocks.ts';
import type { SetupReport } from '#bot/settings/check.ts';
import type { Standing } from '#bot/slack/conversations.ts';
import { wordsIn } from '#bot/words/words.ts';
import { checkView, elementsOf } from '#test/workspace/block-check.ts';
import type { Json, Team } from '#test/workspace/state.ts';
import { someForm } from './some-settings.ts';

/** Views without pictures need nothing of the workspace they are shown in. */
const TEAM = { files: new Map() } as unknown as Team;
const asSlackGetsIt = (view: object): Json => JSON.parse(JSON.stringify(view));

function element(view: object, blockId: string): Json {
  const blocks = asSlackGetsIt(view).blocks as Json[];
  return elementsOf(blocks.find((block) => block.block_id === blockId)!)[0]![0];
}

const EMPTY = { helpChannelIds: [], triageChannelId: '', digestChannelId: '', staffIds: [], leadIds: [] };

it('is a form that Slack takes, before the first set-up and with everything filled in to the limit', () => {
  const full = someForm({
    deskName: 'x'.repeat(60),
    helpChannelIds: Array.from({ length: 20 }, (_, index) => `C${index}`),
    staffIds: Array.from({ length: 50 }, (_, index) => `U${index}`),
    timeZone: 'US/Pacific',
    topics: 'x'.repeat(3000),
    closedDays: 'x'.repeat(3000),
  });

  for (const view of [momentModal(), savedModal(), setupModal(someForm(EMPTY)), setupModal(full)])
    checkView(TEAM, asSlackGetsIt(view));
  expect(JSON.stringify(setupModal(full)).length).toBeLessThan(100_000);
});

it('shows what is stored', () => {
  const view = setupModal(someForm({ holidays: 'US-CA', acknowledgement: 'silent', timeZone: 'America/New_York' }));

  expect(element(view, 'helpChannelIds')).toMatchObject({ initial_conversations: ['CHELP'] });
  expect(element(view, 'triageChannelId')).toMatchObject({ initial_conversation: 'GTRIAGE' });
  expect(element(view, 'digestChannelId')).toMatchObject({ initial_conversation: 'CNEWS' });
  expect(element(view, 'staffIds')).toMatchObject({ initial_users: ['UANA', 'ULEA'] });
  expect(element(view, 'leadIds')).toMatchObject({ initial_users: ['ULEA'] });
  expect(element(view, 'timeZone')).toMatchObject({
    initial_option: { text: { text: 'America/New York' }, value: 'America/New_York' },
  });
  expect(element(view, 'openingHours')).toMatchObject({ initial_value: 'Mon–Fri 09:00–17:00' });
  expect(element(view, 'holidays')).toMatchObject({ initial_value: 'US-CA' });
  expect(element(view, 'topics')).toMatchObject({ initial_value: 'tool access\nother' });
  expect(element(view, 'acknowledgement')).toMatchObject({ initial_option: { value: 'silent' } });
  expect(element(view, 'deskName')).toMatchObject({ initial_value: 'Help desk' });
});

it('offers channels only, no direct messages', () => {
  const view = setupModal(someForm());

  for (const field of ['helpChannelIds', 'triageChannelId', 'digestChannelId']) {
    expect(element(view, field)).toMatchObject({ filter: { include: ['public', 'private'], exclude_bot_users: true } });
  }
});

function report(
  standings: Record<string, Standing> = {},
  more: Partial<SetupReport['desks'][0]> = {},
  removed: SetupReport['removed'] = [],
): SetupReport {
  const desk = {
    deskId: 'main',
    triageChannelId: 'GTRIAGE',
    helpChannelIds: ['CHELP'],
    staffIds: ['UANA', 'ULEA'],
    presentIds: ['UANA', 'ULEA'],
    absentIds: [],
    earlierChannelIds: [],
    ...more,
  };
  return {
    desks: [desk],
    digestChannelId: 'CNEWS',
    channels: new Map(Object.entries({ CHELP: 'in', GTRIAGE: 'in', CNEWS: 'in', ...standings } as const)),
    removed,
  };
}

it('says that everything is ready, and what happens where', () => {
  expect(setupReport(report())).toBe(
    [
      ':white_check_mark: *Everything is ready.*',
      'What members write in <#CHELP> arrives in <#GTRIAGE>.',
      'The weekly digest goes to <#CNEWS>.',
    ].join('\n'),
  );
});

it('says where the cards of earlier requests are after the triage channel has changed', () => {
  expect(setupReport(report({}, { earlierChannelIds: ['GOLD'] }))).toContain('The cards of earlier requests stay in <#GOLD>,');
});

it('says how to invite the bot to each channel it is not in, and does not call those ready', () => {
  const said = setupReport(report({ CHELP: 'out', CNEWS: 'out' }));

  expect(said).toContain('I am not in <#CHELP> yet. Open it and type `/invite @Rochdale`.');
  expect(said).toContain('I am not in <#CNEWS> yet. Open it and type `/invite @Rochdale`.');
  expect(said).not.toMatch(/ready|Ready|arrives in|goes to/);
});

it('says what to do about an archived channel', () => {
  expect(setupReport(report({ CHELP: 'archived' }))).toContain('<#CHELP> is archived. Bring it back, or choose another channel');
});

it('names the staff who are not in the triage channel, and who cannot be staff', () => {
  const said = setupReport(report({}, { absentIds: ['UANA', 'ULEA'] }, [{ memberId: 'UGUEST', why: 'guest' }]));

  expect(said).toContain('<@UANA> and <@ULEA> are not in <#GTRIAGE> yet.');
  expect(said).toContain('<@UGUEST>: guests cannot be staff. I took them off the list.');
});

it('says so when nobody is left who answers', () => {
  expect(setupReport(report({}, { staffIds: [] }))).toContain('Nobody is left who answers requests.');
});

it('stays a message of a readable length with fifty people missing', () => {
  const absentIds = Array.from({ length: 50 }, (_, index) => `U0123456789${index}`);
  const removed = absentIds.map((memberId) => ({ memberId, why: 'stranger' as const }));

  expect(setupReport(report({}, { absentIds })).length).toBeLessThan(1000);
  expect(setupReport(report({}, {}, removed)).length).toBeLessThan(1000);
});

it('helps a member to ask, and tells only staff of their own commands', () => {
  const member = helpText({ isSetUp: true, isStaff: false, helpChannelIds: ['CHELP', 'CTOOLS'] }, wordsIn('en'));
  const staff = helpText({ isSetUp: true, isStaff: true, helpChannelIds: ['CHELP'] }, wordsIn('en'));

  expect(member).toContain('Write your question in <#CHELP> or <#CTOOLS>');
  expect(member).not.toContain('/triage');
  expect(staff).toContain('/triage list');
  expect(staff).toContain('/log');
  expect(staff).toContain('/member @ana');
  expect(staff).toContain('/digest preview');
});

it('points to the set-up before there is one', () => {
  expect(helpText({ isSetUp: false, isStaff: false, helpChannelIds: [] }, wordsIn('en'))).toContain('/rochdale setup');
});
