// What is around an event, a command or a press when it travels: the Events API's envelope, and Socket Mode's.
import type { Delivered } from './ledger.ts';
import { isObject } from './shapes.ts';
import type { Envelope } from './socket-mode.ts';
import type { Json, Team } from './state.ts';

type EventFacts = {
  eventId: string;
  /** Seconds. */
  time: number;
  /** In a channel shared with another workspace (Slack Connect). */
  isShared: boolean;
  /** The workspace of who did it, when it is another one. */
  happenedIn: string | undefined;
};

/** The body of an event's delivery. In a shared channel only `authorizations` says whose installation it is for. */
export function eventEnvelope(team: Team, event: Json, { eventId, time, isShared, happenedIn }: EventFacts): Json {
  return {
    token: 'verification-token',
    team_id: happenedIn ?? team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: team.appId,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: time,
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: team.botUserId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: isShared,
    event_context: `4-${eventId}`,
  };
}

/** A delivery as it goes over a socket. */
export function socketEnvelope({ kind, body, contentType }: Delivered): Pick<Envelope, 'type' | 'payload' | 'acceptsPayload'> {
  if (kind === 'event') return { type: 'events_api', payload: objectIn(body), acceptsPayload: false };
  const fields = contentType === 'application/json' ? objectIn(body) : Object.fromEntries(new URLSearchParams(body));
  if (kind === 'command') return { type: 'slash_commands', payload: fields, acceptsPayload: true };
  const payload = typeof fields.payload === 'string' ? objectIn(fields.payload) : fields;
  const acceptsPayload = payload.type === 'view_submission' || payload.type === 'block_suggestion';
  return { type: 'interactive', payload, acceptsPayload };
}

function objectIn(text: string): Json {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}
