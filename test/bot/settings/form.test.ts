import { describe, expect, it } from 'vitest';
import { formOf, type Problems, readForm, type SettingsForm } from '#bot/settings/form.ts';
import { someForm, someSettings } from './some-settings.ts';

function problemsWith(change: Partial<SettingsForm>): Problems {
  const read = readForm(someForm(change), 'UBOT');
  return 'problems' in read ? read.problems : {};
}

function settingsWith(change: Partial<SettingsForm>) {
  const read = readForm(someForm(change), 'UBOT');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.settings;
}

it('gives back the settings it shows', () => {
  const settings = someSettings({
    deskName: 'Help <!channel> & co',
    helpChannelIds: ['CHELP', 'G0TOOLS'],
    schedule: {
      timeZone: 'America/New_York',
      week: {
        '1': [
          ['09:00', '12:00'],
          ['13:00', '24:00'],
        ],
        '7': [['10:00', '11:00']],
      },
      holidays: { country: 'US', region: 'LA.NO' },
      ownHolidays: ['2026-12-24', '2026-12-31'],
    },
    acknowledgement: 'silent',
  });

  expect(readForm(formOf(settings))).toEqual({ settings });
});

it('counts leads among the staff, and everybody once', () => {
  const settings = settingsWith({ staffIds: ['UANA', 'UANA'], leadIds: ['ULEA'] });

  expect(settings.staffIds).toEqual(['UANA', 'ULEA']);
  expect(settings.leadIds).toEqual(['ULEA']);
});

it('takes topics as one a line, without empty lines or stray spaces', () => {
  expect(settingsWith({ topics: ' tool  access \n\n other\r\n' }).topics).toEqual(['tool access', 'other']);
});

it('puts closed days in order, whether on lines or with commas', () => {
  const { schedule } = settingsWith({ closedDays: '2026-12-31, 2026-12-24\n2026-12-24' });

  expect(schedule.ownHolidays).toEqual(['2026-12-24', '2026-12-31']);
});

it.each([
  ['', null],
  ['US', { country: 'US' }],
  ['us-ca', { country: 'US', region: 'CA' }],
  ['US LA NO', { country: 'US', region: 'LA.NO' }],
  ['CK-Rarotonga', { country: 'CK', region: 'Rarotonga' }],
])('reads the public holidays of %j', (holidays, place) => {
  expect(settingsWith({ holidays }).schedule.holidays).toEqual(place);
});

describe('names the field', () => {
  it.each<[string, Partial<SettingsForm>, keyof SettingsForm, RegExp]>([
    ['without a name', { deskName: '  ' }, 'deskName', /name/],
    ['with a name that is too long', { deskName: 'x'.repeat(61) }, 'deskName', /60/],
    ['without help channels', { helpChannelIds: [] }, 'helpChannelIds', /at least one/],
    ['with a direct message as help channel', { helpChannelIds: ['D1'] }, 'helpChannelIds', /direct messages/],
    [
      'with too many help channels',
      { helpChannelIds: Array.from({ length: 21 }, (_, index) => `C${index}`) },
      'helpChannelIds',
      /20/,
    ],
    ['without a triage channel', { triageChannelId: '' }, 'triageChannelId', /choose/],
    ['with a triage channel where members ask', { triageChannelId: 'CHELP' }, 'triageChannelId', /only your staff/],
    ['without a digest channel', { digestChannelId: '' }, 'digestChannelId', /digest/],
    ['without staff', { staffIds: [], leadIds: [] }, 'staffIds', /at least one/],
    ['with too many staff', { staffIds: Array.from({ length: 51 }, (_, index) => `U${index}`) }, 'staffIds', /50/],
    ['with the bot itself as staff', { staffIds: ['UBOT'] }, 'staffIds', /bot/],
    ['with Slackbot as a lead', { leadIds: ['USLACKBOT'] }, 'leadIds', /bot/],
    ['without a time zone', { timeZone: '' }, 'timeZone', /time zone/],
    ['with hours it cannot read', { openingHours: 'whenever' }, 'openingHours', /whenever/],
    ['with a country it does not know', { holidays: 'Freedonia' }, 'holidays', /Freedonia/],
    ['with a state it does not know', { holidays: 'US-ZZ' }, 'holidays', /US-ZZ/],
    ['with a day that is none', { closedDays: '2026-12-24 24.12.2026' }, 'closedDays', /24\.12\.2026/],
    ['with a day that never comes', { closedDays: '2026-02-30' }, 'closedDays', /2026-02-30/],
    ['without topics', { topics: '\n \n' }, 'topics', /at least one/],
    ['with too many topics', { topics: Array.from({ length: 21 }, (_, index) => `topic ${index}`).join('\n') }, 'topics', /20/],
    ['with a topic that is too long', { topics: `other\n${'x'.repeat(61)}` }, 'topics', /60/],
    ['with a topic twice', { topics: 'Other\nother' }, 'topics', /twice/],
  ])('%s', (_name, change, field, sentence) => {
    const problems = problemsWith(change);

    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(sentence);
  });
});

it('names every wrong field at once', () => {
  const problems = problemsWith({ deskName: '', staffIds: [], leadIds: [], openingHours: '', topics: '' });

  expect(Object.keys(problems).sort()).toEqual(['deskName', 'openingHours', 'staffIds', 'topics']);
});

it('never throws, whatever a payload holds', () => {
  const empty = {
    deskName: '',
    helpChannelIds: [],
    triageChannelId: '',
    digestChannelId: '',
    staffIds: [],
    leadIds: [],
    readerIds: [],
  };
  const form = { ...empty, timeZone: '+05:00', openingHours: '', holidays: '-', closedDays: '', topics: '', acknowledgement: '' };

  expect(readForm(form)).toHaveProperty('problems.timeZone');
});

it('lets only people who answer requests read private ones', () => {
  expect(problemsWith({ readerIds: ['UANA', 'UTOM'] })).toEqual({
    readerIds: 'Please choose only people who answer requests, or leave it empty for all of them.',
  });
  expect(readForm({ ...someForm(), readerIds: ['ULEA', 'ULEA'] })).toMatchObject({ settings: { readerIds: ['ULEA'] } });
});
