import type { Workspace } from '#test/workspace/workspace.ts';

/** Everybody in a channel has read it to its end: what was there when the playground began is new to nobody. */
export function readAll(slack: Workspace, channel: string): void {
  const last = slack.messages(channel).at(-1);
  if (!last) return;
  for (const member of slack.members(channel)) slack.markRead(member, channel, last.ts);
}
