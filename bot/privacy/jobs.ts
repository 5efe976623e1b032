import { z } from 'zod';
import type { SlackDeps } from '#bot/slack/clients.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import { decided, deleteHelp, privacyOffer } from './blocks.ts';
import { clearSayings } from './clearing.ts';
import { deleteHelpFor } from './delete-help.ts';
import { OFFER_PRIVACY } from './offer.ts';
import { CLEAR_SAYINGS } from './privacy.ts';

const renderDeleteHelp: Renderer = async (tx, _deps, workspaceId, id) => {
  const help = await deleteHelpFor(tx, workspaceId, Number(id));
  return help ? deleteHelp(help) : 'nothing';
};

/** The messages that help to keep something private, by the first part of their keys. */
export const privacyRenderers: Record<string, Renderer> = { 'delete-help': renderDeleteHelp };

const Offer = z.object({
  ticketId: z.number(),
  holds: z.enum(['card', 'account', 'socialSecurity', 'password', 'health']),
});

const sayOffer: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { ticketId, holds } = Offer.parse(content);
    const { isPrivate, requesterId } = await findTicket(tx, workspaceId, ticketId);
    const words = await wordsFor(tx, workspaceId, requesterId);
    return isPrivate ? decided(words.privacy.alreadyPrivate(`#${ticketId}`)) : privacyOffer(ticketId, holds, words);
  },
};

export const privacyVoices: Record<string, Voice> = { [OFFER_PRIVACY]: sayOffer };

const Cleared = z.object({ workspaceId: z.string(), ticketId: z.number() });

export function privacyTasks(deps: SlackDeps): Record<string, Task> {
  return { [CLEAR_SAYINGS]: { run: (payload) => clearSayings(deps, Cleared.parse(payload)) } };
}
