import { z } from 'zod';
import type { Voice } from '#bot/slack/saying.ts';
import { lostReplyOffer } from './blocks.ts';
import { LOST_REPLY, lostReply } from './replying.ts';

const Lost = z.object({ ticketId: z.number(), saidId: z.string() });

const sayLostReply: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { ticketId, saidId } = Lost.parse(content);
    return lostReplyOffer(saidId, await lostReply(tx, workspaceId, BigInt(saidId)), ticketId);
  },
};

export const replyVoices: Record<string, Voice> = { [LOST_REPLY]: sayLostReply };
