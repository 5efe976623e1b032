// THE SLACK ROOM: the only code that talks to Slack, and the process itself.
// What a report says and how rows are kept live in the rooms beside it and know nothing of Slack.

import { App, type AppOptions, LogLevel, type Receiver, type ReceiverEvent } from '@slack/bolt';
import type { Logger } from 'pino';
import { registerAnswering } from './answering/listeners.ts';
import { registerApprovals } from './approvals/listeners.ts';
import { registerDesks } from './desks/listeners.ts';
import { type Handler, listHandlers } from './handlers.ts';
import { registerHandling } from './handling/listeners.ts';
import { registerHome } from './home/listeners.ts';
import { registerImports } from './imports/listeners.ts';
import { registerKnownProblems } from './known-problems/listeners.ts';
import { registerMailbox } from './mailbox/listeners.ts';
import { registerMembers } from './members/listeners.ts';
import { registerOnBehalf } from './on-behalf/listeners.ts';
import { registerPrivacy } from './privacy/listeners.ts';
import { answerProblems, FROM_INBOX } from './problems.ts';
import { registerProvisioning } from './provisioning/listeners.ts';
import { registerRatings } from './ratings/listeners.ts';
import { registerReplies } from './replies/listeners.ts';
import { registerReports } from './reports/listeners.ts';
import { registerSavedReplies } from './saved-replies/listeners.ts';
import { registerSettings } from './settings/listeners.ts';
import { registerSignUps } from './sign-ups/listeners.ts';
import { QUICK, type SlackDeps } from './slack/clients.ts';
import type { Inbox } from './slack/inbox.ts';
import { slackLogger } from './slack/logging.ts';
import { giveRequestBack, requestKey, takeRequest } from './slack/requests.ts';
import { registerSurveyActions } from './survey-actions/listeners.ts';
import { registerSurveyFollowUp } from './survey-follow-up/listeners.ts';
import { registerSurveyQuestions } from './survey-questions/listeners.ts';
import { registerSurveyResults } from './survey-results/listeners.ts';
import { registerSurveys } from './surveys/listeners.ts';
import { registerTerms } from './terms/listeners.ts';
import { registerTickets } from './tickets/listeners.ts';
import { registerToolReports } from './tool-reports/listeners.ts';
import { registerTools } from './tools/listeners.ts';
import { registerTriage } from './triage/listeners.ts';
import { registerWaves } from './waves/listeners.ts';
import { registerWaysIn } from './ways-in/listeners.ts';

type Options = { receiver: Receiver; inbox: Inbox; slackApiUrl?: string; fetch?: typeof fetch };

/** The bot as Bolt sees it, with every feature registered; used by main and by the tests alike. */
export function createApp(deps: SlackDeps, { inbox, receiver, slackApiUrl, fetch }: Options): RochdaleApp {
  const app = new RochdaleApp(deps, inbox, {
    receiver,
    logger: slackLogger(deps.log),
    logLevel: LogLevel.WARN,
    clientOptions: { ...QUICK, ...(slackApiUrl ? { slackApiUrl } : {}), ...(fetch ? { fetch } : {}) },
    authorize: async ({ teamId }) => {
      const found = teamId ? await deps.slack.installation(teamId) : undefined;
      if (!found) throw new Error(`no installation for workspace ${teamId}`);
      return { botToken: found.botToken, botId: found.botId, botUserId: found.botUserId, teamId: found.workspaceId };
    },
  });
  app.use(answerProblems(deps));
  app.handlers = listHandlers(app);
  registerDesks(app, deps);
  registerTickets(app, deps);
  registerHandling(app, deps);
  registerReplies(app, deps);
  registerSavedReplies(app, deps);
  registerHome(app, deps);
  registerWaysIn(app, deps);
  registerOnBehalf(app, deps);
  registerKnownProblems(app, deps);
  registerRatings(app, deps);
  registerTriage(app, deps);
  registerPrivacy(app, deps);
  registerSettings(app, deps);
  registerMembers(app, deps);
  registerImports(app, deps);
  registerReports(app, deps);
  registerTools(app, deps);
  registerSignUps(app, deps);
  registerApprovals(app, deps);
  registerProvisioning(app, deps);
  registerTerms(app, deps);
  registerToolReports(app, deps);
  registerSurveys(app, deps);
  registerSurveyQuestions(app, deps);
  registerWaves(app, deps);
  registerAnswering(app, deps);
  registerSurveyResults(app, deps);
  registerSurveyActions(app, deps);
  registerSurveyFollowUp(app, deps);
  registerMailbox(app, deps);
  return app;
}

/** Bolt, with a durable inbox in front of its listeners and an answer to everything. */
export class RochdaleApp extends App {
  /** Everything that is listened to. */
  handlers: readonly Handler[] = [];
  readonly #deps: SlackDeps;
  readonly #inbox: Inbox;
  readonly #log: Logger;

  constructor(deps: SlackDeps, inbox: Inbox, options: AppOptions) {
    super(options);
    this.#deps = deps;
    this.#inbox = inbox;
    this.#log = deps.log;
  }

  /**
   * Takes what Slack sends. An event is acknowledged once it and its job have been committed; if the store refuses, this
   * rejects, Slack gets a 500 and sends it again. A command, press or form is worked on at once, by the first who takes it.
   */
  override async processEvent(event: ReceiverEvent): Promise<void> {
    const { body } = event;
    if (body.type === 'event_callback') return this.#takeEvent(event);
    if (body.type === 'app_rate_limited') {
      this.#log.warn({ workspaceId: body.team_id }, 'Slack holds events back: more than 30,000 in an hour');
      return event.ack();
    }
    return this.#takeRequest(event);
  }

  async #takeEvent({ body, ack }: ReceiverEvent): Promise<void> {
    const { event_id: eventId } = body;
    const workspaceId = installedIn(body);
    const isWhole = typeof eventId === 'string' && eventId.length <= LONGEST_ID && typeof body.event?.type === 'string';
    if (workspaceId && isWhole && !isOwnEcho(body)) await this.#inbox.store({ workspaceId, eventId, body });
    await ack();
  }

  async #takeRequest(event: ReceiverEvent): Promise<void> {
    const workspaceId = workspaceOf(event.body);
    // Rights are looked up by who asks, so a request that does not say so is none.
    if (!workspaceId || !memberOf(event.body)) return event.ack();
    const key = requestKey(event.body);
    if (event.body.type !== 'block_suggestion' && !(await takeRequest(this.#deps, workspaceId, key))) return event.ack();
    let isAnswered = false;
    const ack: ReceiverEvent['ack'] = async (answer) => {
      isAnswered = true;
      await event.ack(answer);
    };
    try {
      await super.processEvent({ ...event, ack });
    } catch (error) {
      await giveRequestBack(this.#deps, workspaceId, key).catch(() => undefined);
      throw error;
    }
    if (!isAnswered) await event.ack(event.body.command ? "Sorry, I don't know that command." : undefined);
  }

  /** Runs the listeners of a stored event. Rejects when one fails, so that its job is tried again. */
  async runStoredEvent(body: Record<string, unknown>): Promise<void> {
    const team = { enterprise_id: null, team_id: installedIn(body), is_bot: true, is_enterprise_install: false };
    const known = { ...body, authorizations: [team] };
    await super.processEvent({ body: known, ack: async () => undefined, customProperties: { [FROM_INBOX]: true } });
  }
}

/** Slack's ids have a dozen letters; one that is longer than this is none of theirs. */
const LONGEST_ID = 100;

/** What the bot itself posted comes back as an event; nothing follows from it. */
function isOwnEcho(body: Record<string, unknown>): boolean {
  const event = body.event as { app_id?: unknown; bot_id?: unknown; message?: { app_id?: unknown } };
  const poster = event.app_id ?? event.message?.app_id;
  return typeof poster === 'string' && poster === body.api_app_id;
}

/** The workspace whose installation an event is for: in a channel shared with another one, not always where it happened. */
function installedIn(body: Record<string, unknown>): string | undefined {
  const [first] = Array.isArray(body.authorizations) ? body.authorizations : [];
  const id = (first as { team_id?: unknown } | null | undefined)?.team_id ?? body.team_id;
  return typeof id === 'string' && id.length <= LONGEST_ID ? id : undefined;
}

function memberOf(body: Record<string, unknown>): string | undefined {
  const user = body.user as { id?: unknown } | undefined | null;
  const id = body.command === undefined ? user?.id : body.user_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** A form sent by a Slack Connect stranger names their own team; ours is where the app is installed. */
function workspaceOf(body: Record<string, unknown>): string | undefined {
  const team = body.team as { id?: unknown } | undefined | null;
  const view = body.view as { app_installed_team_id?: unknown } | undefined | null;
  const id = view?.app_installed_team_id ?? body.team_id ?? team?.id;
  return typeof id === 'string' ? id : undefined;
}
