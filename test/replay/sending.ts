import { setTimeout as wait } from 'node:timers/promises';
import type { Workspace } from '#test/workspace/workspace.ts';
import type { ExportedMessage, ExportedPerson } from './export.ts';

/** Milliseconds before a refused event is sent again, as Slack would (which waits longer). */
const RETRY_AFTER_MS = [0, 200, 1000, 3000];

/** The event Slack would have sent for a message of an export. */
export function eventBody(
  workspace: Workspace,
  message: ExportedMessage,
  person: ExportedPerson | undefined,
  eventId: string,
): string {
  const { channelId, rootTs, bot_id, ...written } = message;
  const botId = bot_id ?? (person?.is_bot ? `B${person.id.slice(1)}` : undefined);
  const subtype = written.subtype ?? (written.files?.length ? 'file_share' : undefined);
  const event = {
    ...written,
    ...(subtype === undefined ? {} : { subtype }),
    ...(botId === undefined ? {} : { bot_id: botId }),
    text: written.text ?? '',
    files: written.files ?? undefined,
    channel: channelId,
    channel_type: 'channel',
    team: workspace.teamId,
    event_ts: written.ts,
  };
  return JSON.stringify({
    token: 'verification-token',
    team_id: workspace.teamId,
    context_team_id: workspace.teamId,
    api_app_id: workspace.appId,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(Number(written.ts)),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.teamId,
        user_id: workspace.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${eventId}`,
  });
}

/** Sends an event, signed as Slack signs, until the bot has taken it; `repeat` says that it is a second delivery of one that was. */
export async function sendEvent(workspace: Workspace, body: string, repeat: boolean): Promise<void> {
  let retries = repeat ? 1 : 0;
  for (const pause of RETRY_AFTER_MS) {
    if (pause > 0) await wait(pause);
    const retry = { 'x-slack-retry-num': String(retries), 'x-slack-retry-reason': repeat ? 'http_timeout' : 'http_error' };
    const headers = { 'content-type': 'application/json', ...workspace.sign(body), ...(retries > 0 ? retry : {}) };
    const { status } = await workspace.deliverRaw({ body, headers });
    if (status === 200) return;
    retries += 1;
  }
  throw new Error('the bot did not take an event in five tries');
}
