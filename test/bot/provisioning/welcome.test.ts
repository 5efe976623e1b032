import { expect, it } from 'vitest';
import { readyMessage } from '#bot/provisioning/member-blocks.ts';
import { unknownInWelcome, welcomeFor } from '#bot/provisioning/welcome.ts';
import { toolOf } from '#bot/tools/tool.ts';
import { wordsIn } from '#bot/words/words.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { aTool } from '#test/support/tools.ts';

const FACTS = {
  name: 'Maya',
  tool: 'Data warehouse',
  organisation: 'Maple Street',
  links: '• <https://a.example|A>',
  ends: 'May 1',
};

it('fills in what is known of the member, whatever the capitals, and nothing twice', () => {
  expect(welcomeFor('Hi {Name} of { organisation }, {tool} is yours until {ends}.\n{links}', FACTS)).toBe(
    'Hi Maya of Maple Street, Data warehouse is yours until May 1.\n• <https://a.example|A>',
  );
  expect(welcomeFor('Hi {name}', { ...FACTS, name: '{tool}' })).toBe('Hi {tool}');
});

it('names what stands in braces and means nothing, for whoever saves the tool', () => {
  expect(unknownInWelcome('Hi {name}, {nmae} {user name} {link} {nmae}')).toEqual(['nmae', 'user name', 'link']);
  expect(unknownInWelcome('{name} {TOOL} {organisation} {links} {ends} and { } or {}')).toEqual([]);
});

function welcomed(tool: Partial<Prisma.ToolUncheckedCreateInput>, more: object = {}) {
  const row = { eligibility: {}, fields: [], stages: [], links: [], agreement: null, welcome: null, ...aTool(tool) };
  const facts = {
    tool: toolOf(row as never),
    signUpId: 12,
    endsAt: null,
    name: 'Maya',
    organisation: null,
    hasLink: false,
    ...more,
  };
  return readyMessage(facts, wordsIn('en'));
}

it('puts the links below a welcome that does not say where they belong, and not twice', () => {
  const links = [{ label: 'Sign in', url: 'https://warehouse.example/' }];
  const count = (welcome: string) =>
    JSON.stringify(welcomed({ welcome, links }).blocks).split('https://warehouse.example/').length - 1;

  expect([count('Hello!'), count('Here: {links}')]).toEqual([1, 1]);
});

it('keeps what a member or an organisation is called from being live', () => {
  const { blocks, text } = welcomed(
    { welcome: 'Hi {name} of {organisation} <!channel>' },
    { name: '<!here>', organisation: '<@U1>' },
  );

  expect(JSON.stringify(blocks) + text).not.toMatch(/<[!@]/);
});

it('has the button for a link only while one waits', () => {
  expect(JSON.stringify(welcomed({}).blocks)).not.toContain('provisioning.open-link');
  expect(JSON.stringify(welcomed({}, { hasLink: true }).blocks)).toContain('provisioning.open-link');
});
