import type { WebClient } from '@slack/web-api';
import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';
import { withinLimits } from './limits.ts';
import { isPlatformError } from './own-messages.ts';

/** A person's id stands for the direct message with them, opened once and remembered. */
export async function conversationWith(deps: Deps, client: WebClient, workspaceId: string, channelId: string): Promise<string> {
  const known = await knownConversation(deps.db, workspaceId, channelId);
  if (!isPerson(known)) return known;
  const opened = await withinLimits(deps, workspaceId, 'conversations.open', () =>
    client.conversations.open({ users: channelId }),
  );
  const dmChannelId = opened.channel?.id;
  if (!dmChannelId) throw new Error('Slack opened a direct message but did not name it');
  await rememberConversation(deps.db, workspaceId, channelId, dmChannelId);
  return dmChannelId;
}

const isPerson = (channelId: string) => /^[UW]/.test(channelId);

/** The same without a call: a person's id as it is while no direct message with them is known. Slack takes a first post to it. */
export async function knownConversation(tx: Tx, workspaceId: string, channelId: string): Promise<string> {
  if (!isPerson(channelId)) return channelId;
  const member = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: channelId } } });
  return member?.dmChannelId ?? channelId;
}

/** Keeps which direct message a person's id has turned out to stand for. */
export async function rememberConversation(tx: Tx, workspaceId: string, channelId: string, dmChannelId: string): Promise<void> {
  if (!isPerson(channelId) || dmChannelId === channelId) return;
  await tx.member.updateMany({ where: { workspaceId, id: channelId }, data: { dmChannelId } });
}

/** Whether the bot can work in a channel: it is in it, it is not (or cannot see it), or the channel is archived. */
export type Standing = 'in' | 'out' | 'archived';
/** The name only of a channel that everybody may see. */
export type ChannelStanding = { standing: Standing; isShared: boolean; name?: string };

/** How the bot stands to a channel, and whether people of other workspaces read it. Throws TooManyCalls while Slack says so. */
export async function standingIn(deps: Deps, client: WebClient, workspaceId: string, channel: string): Promise<ChannelStanding> {
  try {
    const found = await withinLimits(deps, workspaceId, 'conversations.info', () => client.conversations.info({ channel }));
    const { is_archived: isArchived, is_member: isIn, is_ext_shared: isShared = false } = found.channel ?? {};
    const name = found.channel?.is_private === false ? found.channel.name : undefined;
    return { standing: isArchived ? 'archived' : isIn ? 'in' : 'out', isShared, ...(name === undefined ? {} : { name }) };
  } catch (error) {
    // That is what Slack says of a private channel somebody has yet to invite the bot to.
    if (isPlatformError(error, 'channel_not_found')) return { standing: 'out', isShared: false };
    throw error;
  }
}

/** For staff, under the field in which they chose channels: why the bot cannot post there. Nothing when it can. */
export function whyNoPost(channels: ChannelStanding[]): string | undefined {
  const namesOf = (standing: Standing) => {
    const those = channels.filter((channel) => channel.standing === standing);
    const names = those.flatMap(({ name }) => name ?? []).map((name) => `#${name}`);
    const unnamed = those.length - names.length;
    const rest = unnamed === 0 ? [] : [unnamed === 1 ? 'a private channel' : `${unnamed} private channels`];
    return { said: new Intl.ListFormat('en').format([...names, ...rest]), isOne: those.length === 1, isAny: those.length > 0 };
  };
  const [out, archived] = [namesOf('out'), namesOf('archived')];
  const sentences = [
    ...(out.isAny
      ? [`I am not in ${out.said}. Please type /invite @Rochdale there, or choose ${out.isOne ? 'another' : 'others'}.`]
      : []),
    ...(archived.isAny ? [`Nobody can post in ${archived.said}: ${archived.isOne ? 'it is' : 'they are'} archived.`] : []),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}
