import type { BlockButtonAction, RespondFn } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { context } from './block-parts.ts';

/** Takes the buttons off a preview that only its reader sees, and says below it what they decided, so that it is decided once. */
export async function showDecided(respond: RespondFn, { message }: BlockButtonAction, decision: string): Promise<void> {
  const shown: KnownBlock[] = Array.isArray(message?.blocks) ? message.blocks : [];
  const blocks = [...shown.filter(({ type }) => type !== 'actions'), context(decision)];
  await respond({ replace_original: true, text: `${message?.text ?? ''}\n${decision}`, blocks });
}
