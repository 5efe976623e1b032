import type { KnownBlock } from '@slack/types';
import { requesterOf } from '#bot/home/staff-blocks.ts';
import type { StaffLine } from '#bot/home/staff-lines.ts';
import { context, dateOf, section } from '#bot/slack/block-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { messageLink } from '#bot/tickets/views.ts';
import type { MorningList } from './mornings.ts';

/** What a desk's staff read when it opens. It is said once and never again, so that no words of a request or of staff about it are in it. */
export function morningMessage({ lines, more, workspaceUrl }: MorningList): Rendering {
  // Somebody was faster than this message.
  if (lines.length === 0) return sentence('Good morning! Nothing waits any more. Enjoy the quiet!');
  const heading = '*Good morning!* Look at these first:';
  const list = lines.map((line) => `• ${lineInWords(line, workspaceUrl)}`).join('\n');
  const rest = more > 0 ? `and ${more} more: \`/triage list\` shows them` : '`/triage next` shows you what to do next';
  const blocks: KnownBlock[] = [section(heading), section(list), context(rest)];
  return { text: `${heading}\n${list}\n${rest}`, blocks };
}

function lineInWords(line: StaffLine, workspaceUrl: string): string {
  const { id, ownerId, openedAt, firstReplyAt, followUpAt, card } = line;
  const owner = ownerId ? `<@${ownerId}>` : 'nobody yet';
  const why =
    firstReplyAt === null
      ? `unanswered since ${dateOf(openedAt)}`
      : `ask again${followUpAt ? `, as planned for ${dateOf(followUpAt)}` : ''}`;
  const link = card ? ` · <${messageLink(workspaceUrl, card.channelId, card.ts)}|Card>` : '';
  return `*#${id}* ${requesterOf(line)}\n      ${why} · ${owner}${link}`;
}

function sentence(text: string): Rendering {
  return { text, blocks: [section(text)] };
}
