import { expect, it } from 'vitest';
import { adminList, massModal, secretModal, toolModal, toolsHelp, whichIn } from '#bot/tools/blocks.ts';
import { draftOf } from '#bot/tools/draft.ts';
import { drawForm } from '#bot/tools/draw-forms.ts';
import { importForm, noteForm } from '#bot/tools/file-forms.ts';
import { sectionForm } from '#bot/tools/section-forms.ts';
import { FORMS, SECTIONS } from '#bot/tools/sections.ts';
import { type Tool, toolOf } from '#bot/tools/tool.ts';
import { newDraft } from '#bot/tools/tools.ts';
import { LANGUAGES } from '#bot/words/words.ts';
import { MONDAY_TEN } from '#test/support/factories.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { aTool } from '#test/support/tools.ts';
import { liveSequences, liveTexts, objectionsToView } from '#test/support/valid-blocks.ts';

const MEANT = /^<(?:@U[A-Z0-9]+|!date\^[^>]*)>$/;

/** A tool with as much of everything as there can be, all of it this text. */
function fullOf(text: string): Tool {
  const line = (most: number) => text.trim().replaceAll(/\s+/g, ' ').slice(0, most) || 'x';
  const row = {
    ...aTool({
      name: line(80),
      summary: text.slice(0, 300),
      category: line(60),
      cost: line(300),
      forWhom: line(300),
      welcome: text.slice(0, 2500),
    }),
    seatCap: 100_000,
    seatCapPerOrganisation: 10,
    term: 'fixed',
    termEndsOn: MONDAY_TEN,
    windowOpensAt: MONDAY_TEN,
    windowClosesAt: MONDAY_TEN,
    reminderDays: [60, 30, 14, 7, 3, 1],
    eligibility: {
      organisationIds: Array.from({ length: 300 }, (_, n) => `o${n}`),
      smallest: 1,
      plans: Array(20).fill(line(100)),
      roles: [line(100)],
    },
    agreement: { name: line(100), url: 'https://example.org', version: line(30) },
    fields: Array.from({ length: 40 }, (_, n) => ({ id: `f${n}`, label: line(140), kind: 'text' })),
    stages: Array(5).fill({ who: 'people', memberIds: Array.from({ length: 20 }, (_, n) => `U00${n}`), needs: 'all' }),
    checklist: Array(20).fill(line(150)),
    links: Array(10).fill({ label: line(60), url: 'https://example.org/' }),
    linkHosts: Array(20).fill('send.example.org'),
    webhookUrl: 'https://hooks.example.org/',
  };
  return toolOf(row as never);
}

/** More applications than a form can show. */
const drawn = (organisation: string) =>
  Array.from({ length: 1100 }, (_, n) => ({
    signUpId: n + 100_000,
    rank: n + 1,
    hasSeat: n < 10,
    memberId: `U00${n}`,
    organisation: n % 2 === 0 ? organisation : null,
  }));

it('every form takes whatever a lead wrote, as much as there can be, and nothing in it is live', () => {
  const names = {
    desks: [{ id: 'main', name: 'Help desk' }],
    organisations: Array.from({ length: 300 }, (_, n) => ({ id: `o${n}`, name: `Organisation ${n}` })),
  };
  for (const text of HOSTILE_TEXTS.filter((one) => one.trim() !== '')) {
    const tool = fullOf(text);
    const shown = { search: text.slice(0, 100), page: JSON.stringify({ way: 'after', name: tool.name, id: 'x' }) };
    const page = { tools: Array.from({ length: 20 }, () => tool), total: 99, next: shown.page, previous: shown.page };
    const views = [
      adminList(page, shown, 'It is saved.'),
      toolModal({ tool, openSignUps: 70, waiting: 3, isDrawn: true, shown, done: 'It is saved.' }),
      toolModal({ tool: { ...tool, archivedAt: MONDAY_TEN }, openSignUps: 1, waiting: 1, isDrawn: false, shown }),
      secretModal('x'.repeat(43), tool),
      drawForm({ tool, draw: { drawnAt: MONDAY_TEN, seed: text, results: drawn(text) } }),
      drawForm({ tool, draw: null }),
      ...SECTIONS.map((section) =>
        sectionForm({ section, draft: draftOf(tool), names, metadata: JSON.stringify({ id: 'x', shown }) }),
      ),
    ];
    for (const view of views) {
      expect(objectionsToView(view), text.slice(0, 60)).toEqual([]);
      expect(liveSequences(liveTexts(view.blocks), MEANT), text.slice(0, 60)).toEqual([]);
    }
  }
});

it('a new tool, an empty list and the questions are forms that Slack takes', () => {
  const draft = newDraft('main');
  const names = { desks: [{ id: 'main', name: 'Help desk' }], organisations: [] };
  const views = [
    adminList({ tools: [], total: 0, next: null, previous: null }, {}),
    ...SECTIONS.map((section) => sectionForm({ section, draft, names, metadata: '{}', isNew: true })),
    importForm(),
    noteForm('Import tools', 'One moment.'),
    massModal(70, { shown: {} }, { seatCap: undefined }),
  ];

  for (const view of views) expect(objectionsToView(view)).toEqual([]);
});

it('every setting of a tool is in one of its forms, and in one only', () => {
  const roots = Object.values(FORMS).flatMap(({ inputs }) => [...new Set(inputs.map(({ path }) => path.split('.')[0]))]);

  expect([...roots, 'fields'].toSorted()).toEqual(Object.keys(newDraft('main')).toSorted());
});

it('a button that names no tool is answered with a sentence', () => {
  for (const value of ['', '[]', '{"section":"x"}', undefined, '{"shown":1}'])
    expect(() => whichIn(value)).toThrow('There is no such tool');
  expect(whichIn('{"id":"x"}')).toEqual({ id: 'x', shown: {} });
});

it('help says in every language what there is to type', () => {
  for (const words of Object.values(LANGUAGES)) {
    expect(toolsHelp(words, false).split('\n')).toHaveLength(4);
    expect(toolsHelp(words, true)).toContain('`/tools admin`');
  }
});
