import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import { form } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Tool } from '#bot/tools/tool.ts';
import type { Words } from '#bot/words/words.ts';
import { OPEN_LINK } from './action-ids.ts';
import { showsLinks, welcomeFor } from './welcome.ts';

export type Welcomed = {
  tool: Tool;
  signUpId: number;
  endsAt: Date | null;
  name: string;
  organisation: string | null;
  /** A link waits for them. */
  hasLink: boolean;
};

/** What a section holds, less what an entity or a mark may need. */
const LONGEST_SECTION = 2900;
const MOST_LINKS = 10;

/** What a member reads when a tool is ready: the tool's welcome with its links, the end of the term, and the button for a link. */
export function readyMessage(welcomed: Welcomed, { provisioning }: Words): Rendering {
  const { tool, signUpId, endsAt, hasLink } = welcomed;
  const ready = provisioning.ready(named(tool.name), `S${signUpId}`);
  const { said, below } = welcomeOf(welcomed, provisioning);
  return {
    text: said.length > 1000 ? ready : `${ready} ${said}`,
    blocks: [
      section(ready),
      ...(said.trim() === '' ? [] : [section(said)]),
      ...below.map((line) => section(line)),
      ...(endsAt ? [context(provisioning.until(dayIn(endsAt)))] : []),
      ...(hasLink ? [context(provisioning.linkWaits), showLink(signUpId, provisioning)] : []),
    ],
  };
}

/** The welcome as this member reads it; its links are below when it does not say where they belong, or when they do not fit. */
function welcomeOf({ tool, endsAt, name, organisation }: Welcomed, provisioning: Words['provisioning']) {
  const welcome = tool.welcome ?? provisioning.welcome;
  const lines = tool.links.map(({ label, url }) => `• ${linkTo(url, label)}`).filter((line) => line.length < LONGEST_SECTION);
  const withLinks = (links: string) =>
    welcomeFor(escapeText(cut(welcome, 2000)), {
      name: named(name),
      tool: named(tool.name),
      organisation: named(organisation ?? provisioning.yourOrganisation),
      links,
      ends: endsAt ? dayIn(endsAt) : provisioning.noEnd,
    });
  const whole = withLinks(lines.join('\n'));
  if (showsLinks(welcome) && whole.length <= LONGEST_SECTION) return { said: whole, below: [] };
  return { said: withLinks(''), below: lines.slice(0, MOST_LINKS) };
}

const dayIn = (at: Date) => dateOf(at, '{date_long}');
const named = (name: string) => escapeText(cut(name, 150));

/** The news of a link, with what staff wrote to it. */
export function linkMessage(
  { tool, signUpId, note }: { tool: Tool; signUpId: number; note: string },
  { provisioning }: Words,
): Rendering {
  const said = provisioning.linkGiven(named(tool.name), `S${signUpId}`);
  return {
    text: said,
    blocks: [
      section(said),
      ...(note === '' ? [] : [context(provisioning.note), quoteBlock(note)]),
      showLink(signUpId, provisioning),
    ],
  };
}

function showLink(signUpId: number, { showLink: label }: Words['provisioning']) {
  return { type: 'actions' as const, block_id: 'link', elements: [button(OPEN_LINK, label, String(signUpId))] };
}

/** The link itself, in a window that is gone when it is closed; nothing unfolds in it. */
export function linkModal(url: string, tool: string, { provisioning }: Words) {
  const blocks = [
    section(`*${escapeText(cut(tool, 150))}*`),
    {
      type: 'rich_text' as const,
      elements: [{ type: 'rich_text_section' as const, elements: [{ type: 'link' as const, url, text: provisioning.openIt }] }],
    },
    section(`\`${escapeText(url)}\``),
    context(provisioning.linkOnce),
  ];
  const view = form({
    callbackId: 'provisioning.link-shown',
    title: provisioning.linkTitle,
    metadata: '',
    blocks,
    close: provisioning.close,
  });
  return { ...view, title: plain(provisioning.linkTitle) };
}

function linkTo(url: string, label: string): string {
  return `<${url.replaceAll(/[<>|\s]/g, encodeURIComponent)}|${escapeText(cut(label, 150)).replaceAll('|', '¦')}>`;
}
