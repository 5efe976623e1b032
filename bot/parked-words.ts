import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { weekNumber } from '#reports/period.ts';
import { NOTE } from './handling/notes.ts';
import { REFRESH_BANNERS } from './known-problems/banners.ts';
import { RESOLVE_PART } from './known-problems/parts.ts';
import { POST_MORNING_LIST } from './mornings/mornings.ts';
import { ofSurveys, ownedOfSurveys } from './parked-survey-words.ts';
import { ofTools, ownedOfTools } from './parked-tool-words.ts';
import { CLEAR_SAYINGS } from './privacy/privacy.ts';
import { POST_DIGEST_CHART, POST_DUE_DIGEST } from './reports/digests.ts';
import { CHECK_SETUP } from './settings/settings.ts';
import { writtenIn } from './slack/event-job.ts';
import { SHOW_HOME } from './slack/homes.ts';
import { PROCESS_EVENT } from './slack/inbox.ts';
import { SAY_WAITING, SYNC_MESSAGE } from './slack/outbox.ts';
import { SWEEP_CHANNEL } from './slack/sweep.ts';
import {
  ASK_RATING,
  CLOSE_TICKET,
  END_PROBLEM,
  FOLLOW_UP,
  GO_STALE,
  NUDGE_MEMBER,
  THANK_MEMBER,
  WITHDRAW_RATING,
} from './tickets/ticket.ts';
import { STAFF_REPLY } from './tickets/tickets.ts';

/** A message that was not said, beside the jobs of the same rank. */
export const SAYING = 'say';

/** A task and whatever of its payload is known: ids only. */
export type Undone = { task: string; facts: unknown };

const Facts = z.object({
  key: z.string().catch(''),
  channelId: z.string().catch(''),
  eventId: z.string().catch(''),
  week: z.string().catch(''),
  ticketId: z.number().nullable().catch(null),
  authorId: z.string().catch(''),
  kind: z.string().catch(''),
});

/** What was not done, as staff would call it: "the card of request #12". */
export async function undoneInWords(tx: Tx, workspaceId: string, { task, facts }: Undone): Promise<string> {
  const { channelId, week, ticketId, authorId, kind, eventId, key } = Facts.parse(facts);
  const ofRequest = ticketId === null ? undefined : OF_REQUEST[task];
  if (ofRequest) return ofRequest(`#${ticketId}`);
  switch (task) {
    case PROCESS_EVENT: {
      const written = await writtenIn(tx, { workspaceId, eventId });
      return written ? `what <@${written.user}> wrote in ${place(written.channel)}` : 'something that happened in Slack';
    }
    case SYNC_MESSAGE:
      return owned(tx, workspaceId, key);
    case SAYING:
      if (kind === STAFF_REPLY) return `the answer of <@${authorId}> to request #${ticketId}`;
      if (kind === NOTE) return `the note of <@${authorId}> on request #${ticketId}`;
      return `a message for ${place(channelId)}`;
    case SAY_WAITING:
      return `what waits to be said in ${place(channelId)}`;
    case CLOSE_TICKET:
      return `closing request #${ticketId}`;
    case CLEAR_SAYINGS:
      return `taking back what I had said of request #${ticketId} before it was private`;
    case FOLLOW_UP:
      return `bringing request #${ticketId} back on its day`;
    case REFRESH_BANNERS:
      return 'showing the known problems everywhere';
    case SWEEP_CHANNEL:
      return `looking for what I missed in ${place(channelId)}`;
    case CHECK_SETUP:
      return 'looking whether the settings work';
    case SHOW_HOME:
      return 'bringing somebody’s Home tab up to date';
    case POST_MORNING_LIST:
      return 'the morning list';
    case POST_DUE_DIGEST:
      return 'the weekly digest';
    case POST_DIGEST_CHART:
      return `the chart of ${digestOf(week)}`;
    default:
      return (
        (await ofTools(tx, workspaceId, task, facts)) ??
        (await ofSurveys(tx, workspaceId, task, facts)) ??
        'something in the background'
      );
  }
}

/** What the clock does with one request. */
const OF_REQUEST: Record<string, (number: string) => string> = {
  [NUDGE_MEMBER]: (number) => `reminding the member of request ${number}`,
  [GO_STALE]: (number) => `putting request ${number} aside`,
  [ASK_RATING]: (number) => `asking the member of request ${number} how we helped`,
  [WITHDRAW_RATING]: (number) => `taking back a question to the member of request ${number}`,
  [THANK_MEMBER]: (number) => `thanking whoever answered request ${number}`,
  [END_PROBLEM]: (number) => `telling everybody that known problem ${number} is over`,
  [RESOLVE_PART]: (number) => `resolving request ${number} with its known problem`,
};

/** A message the bot owns, by the two parts of its key. */
async function owned(tx: Tx, workspaceId: string, key: string): Promise<string> {
  const [kind, ...ids] = key.split(':');
  const [id = '', ts = ''] = ids;
  if (kind === 'card') return `the card of request #${id}`;
  if (kind === 'acknowledgement') return `telling the member that request #${id} has come in`;
  if (kind === 'talk') return `going on with request #${id} in its member's direct message`;
  if (kind === 'delete-help') return `helping the member of request #${id} to delete what they wrote`;
  if (kind === 'rating') return `asking the member of request #${id} how we helped`;
  if (kind === 'thanks') return `thanking whoever answered request #${id}`;
  // Only leads learn that somebody was unhappy, and staff read this.
  if (kind === 'call') return 'a message for a lead';
  if (kind === 'digest') return digestOf(id);
  if (kind === 'staff-digest') return `the staff edition of ${digestOf(id)}`;
  if (kind !== 'copy')
    return (await ownedOfTools(tx, workspaceId, key)) ?? (await ownedOfSurveys(tx, workspaceId, key)) ?? 'a message of mine';
  const where = { workspaceId_channelId_ts: { workspaceId, channelId: id, ts } };
  const message = await tx.channelMessage.findUnique({ where, select: { ticketId: true } });
  return message?.ticketId ? `what was written under request #${message.ticketId}` : `what was written in ${place(id)}`;
}

function digestOf(week: string): string {
  return `the digest of week ${weekNumber(week)}`;
}

/** A person's id stands for the direct message with them. */
function place(channelId: string): string {
  if (/^[UW]/.test(channelId)) return `<@${channelId}>`;
  return channelId.startsWith('D') ? 'a direct message' : `<#${channelId}>`;
}
