import { button, section } from '#bot/slack/block-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Words } from '#bot/words/words.ts';
import type { Prisma } from '#prisma/generated/client.ts';

export const THANK_IN_PUBLIC = 'thanks.yes';
export const THANK_QUIETLY = 'thanks.no';

/** The thanks to a member who answered another's question, with the press of consent for saying so to everybody. */
export function thanksMessage(
  { ticketId, mayBePublic }: Prisma.ThanksGetPayload<object>,
  channelId: string | null,
  { ratings }: Words,
): Rendering {
  if (!channelId) return { text: ratings.thankYouAnywhere };
  const channel = `<#${channelId}>`;
  const thanks = ratings.thankYou(channel);
  if (mayBePublic) {
    const said = `${thanks} ${mayBePublic === 'yes' ? ratings.saidSo(channel) : ratings.keptQuiet}`;
    return { text: said, blocks: [section(said)] };
  }
  const value = String(ticketId);
  return {
    text: `${thanks} ${ratings.mayWeSaySo(channel)}`,
    blocks: [
      section(`${thanks} ${ratings.mayWeSaySo(channel)}`),
      {
        type: 'actions',
        block_id: 'thanks',
        elements: [button(THANK_IN_PUBLIC, ratings.yes, value), button(THANK_QUIETLY, ratings.no, value)],
      },
    ],
  };
}
