import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { escapeText, fromMessage } from '#bot/slack/escape.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import { ASK_RATING, isOutside, THANK_MEMBER, WITHDRAW_RATING } from '#bot/tickets/ticket.ts';
import { type TicketView, unmetIn, viewOf } from '#bot/tickets/views.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { callCard, ratingMessage } from './blocks.ts';
import { askForRating, withdrawRating } from './ratings.ts';
import { thankMember, thanksPlace } from './thanks.ts';
import { thanksMessage } from './thanks-blocks.ts';

const Timer = z.object({ workspaceId: z.string(), ticketId: z.number() });

export function ratingTasks(deps: Deps): Record<string, Task> {
  return {
    [ASK_RATING]: { run: (payload) => askForRating(deps, Timer.parse(payload)) },
    [WITHDRAW_RATING]: { run: (payload) => withdrawRating(deps, Timer.parse(payload)) },
    [THANK_MEMBER]: { run: (payload) => thankMember(deps, Timer.parse(payload)) },
  };
}

const renderRating: Renderer = async (tx, _deps, workspaceId, id) => {
  const ticketId = Number(id);
  const rating = await tx.rating.findUnique({ where: { workspaceId_ticketId: { workspaceId, ticketId } } });
  if (!rating) return 'nothing';
  const view = await viewOf(tx, workspaceId, ticketId);
  // After a survey it was staff who wrote first.
  const asked = view.ticket.isPrivate || view.ticket.via === 'survey' ? '' : askedIn(view);
  const unmet = unmetIn(view.request, view.names);
  return { ...ratingMessage(rating, asked, await wordsFor(tx, workspaceId, rating.memberId)), unmet };
};

/** `call:<ticket>:<lead>` */
const renderCall: Renderer = async (tx, _deps, workspaceId, id) => {
  const ticketId = Number(id.split(':')[0]);
  const rating = await tx.rating.findUnique({ where: { workspaceId_ticketId: { workspaceId, ticketId } } });
  if (!rating) return 'nothing';
  const view = await viewOf(tx, workspaceId, ticketId);
  const { ticket, link, request, names } = view;
  const call = { rating, requester: requesterIn(view), link, asked: askedIn(view), ownerId: ticket.ownerId };
  return { ...callCard({ ...call, isPrivate: ticket.isPrivate }), unmet: unmetIn(request, names) };
};

const renderThanks: Renderer = async (tx, _deps, workspaceId, id) => {
  const ticketId = Number(id);
  const thanks = await tx.thanks.findUnique({ where: { workspaceId_ticketId: { workspaceId, ticketId } } });
  if (!thanks) return 'nothing';
  const words = await wordsFor(tx, workspaceId, thanks.memberId);
  return thanksMessage(thanks, await thanksPlace(tx, workspaceId, ticketId), words);
};

export const ratingRenderers: Record<string, Renderer> = { rating: renderRating, call: renderCall, thanks: renderThanks };

/** What the member wrote to ask, in plain words; what they deleted is gone. */
function askedIn({ request, names }: TicketView): string {
  const parts = request.map(({ text, deletedAt }) => (deletedAt ? '' : fromMessage(text ?? '', (id) => names.get(id))));
  return parts.filter((part) => part !== '').join('\n');
}

function requesterIn({ ticket, requester }: TicketView): string {
  const who = isOutside(ticket.requesterId) ? escapeText(requester.name ?? 'Somebody') : `<@${ticket.requesterId}>`;
  return requester.organisation ? `${who} (${escapeText(requester.organisation)})` : who;
}
