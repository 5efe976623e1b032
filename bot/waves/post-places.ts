import { type ChannelStanding, whyNoPost } from '#bot/slack/conversations.ts';
import { TooManyCalls } from '#bot/slack/limits.ts';
import type { Settings } from './settings.ts';

/**
 * Why a wave cannot be posted where it is to be; nothing when it can, or while Slack takes no more questions: then staff are told of a
 * post that failed, as they are when the bot is taken out of a channel later.
 */
export async function whyNoPosts(
  { plan }: Settings,
  standingIn: (channelId: string) => Promise<ChannelStanding>,
): Promise<string | undefined> {
  try {
    return whyNoPost(await Promise.all(plan.channelIds.map(standingIn)));
  } catch (error) {
    if (error instanceof TooManyCalls) return undefined;
    throw error;
  }
}
