import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Heard } from '#bot/tickets/hearing.ts';
import type { Words } from '#bot/words/words.ts';
import { judgeMark, offerToAuthor } from './offers.ts';
import { splitOffOwnReply } from './own-reply.ts';
import { takeAsRequest, ticketFor } from './ways-in.ts';

type Pressed = {
  workspaceId: string;
  actorId: string;
  at: Date;
  /** The conversation is for its members only. */
  isPrivate: boolean;
  /** The bot is not in it: what is there was seen only in the menu's payload. */
  isElsewhere: boolean;
};

type Said = (words: Words) => string;

/** "Make a request" in a message's menu: a request at once of one's own message, or by staff; of anybody else's its author is asked. Answers what to say. */
export async function makeRequestOf(deps: Deps, heard: Heard | undefined, pressed: Pressed): Promise<Said> {
  const { workspaceId, actorId, at, isPrivate, isElsewhere } = pressed;
  await requireRight(deps.db, 'ask for help', { workspaceId, actorId });
  if (!heard?.isHuman || heard.authorId === null) throw new UserError('no_person', ({ waysIn }) => waysIn.notByAMember);
  const message = { ...heard, authorId: heard.authorId };
  const { channelId, authorId } = message;
  const known = await ticketFor(deps.db, message);
  if (known !== null) {
    const own = await splitOffOwnReply(deps, message, { actorId, at });
    if (own !== null) return ({ waysIn }) => waysIn.isRequestInDm(`*#${own}*`);
    return ({ waysIn }) => waysIn.belongsTo(`*#${known}*`);
  }
  // To press it on one's own message is to say yes, wherever that is.
  const verdict =
    actorId === authorId ? 'take it' : await judgeMark(deps.db, { workspaceId, channelId, authorId, actorId, isPrivate });
  if (verdict === 'by our team') return ({ waysIn }) => waysIn.byOurTeam;
  if (verdict === 'ask the author') {
    const isAsked = await offerToAuthor(deps, { ...message, actorId, at });
    return ({ waysIn }) => (isAsked ? waysIn.askedAuthor(`<@${authorId}>`) : waysIn.askedAlready(`<@${authorId}>`));
  }
  const taken = await takeAsRequest(deps, message, { via: 'shortcut', at, isElsewhere });
  if (!taken) return ({ waysIn }) => waysIn.isGone;
  const number = `*#${taken.ticketId}*`;
  return ({ waysIn }) => (isElsewhere ? waysIn.isRequestInDm(number) : waysIn.isRequest(number));
}
