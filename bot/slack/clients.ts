import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Deps, OutsideDeps } from '#bot/deps.ts';
import { isPlatformError } from './own-messages.ts';
import { openToken } from './tokens.ts';

/** Who the bot is in a workspace, and the token it speaks with. */
type Installation = { workspaceId: string; botToken: string; botId: string; botUserId: string };

export type Slack = {
  /** For jobs: gives up after ten seconds, never retries by itself (the job does), never waits out a 429 (a row does). */
  client: (workspaceId: string) => Promise<WebClient>;
  /** Undefined for a workspace that never installed the bot. */
  installation: (workspaceId: string) => Promise<Installation | undefined>;
};

export type SlackDeps = OutsideDeps & { slack: Slack };

const PATIENT: WebClientOptions = { timeout: 10_000, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
/** For what a person waits for with a form open: gives up after two seconds. */
export const QUICK: WebClientOptions = { timeout: 2000, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

/** Speaks to Slack with each workspace's own token, which the store keeps sealed. */
export function connectSlack(
  deps: Deps,
  key: Buffer,
  options: Pick<WebClientOptions, 'slackApiUrl' | 'fetch' | 'logger'>,
): Slack {
  const installations = new Map<string, Promise<Installation | undefined>>();
  const clients = new Map<string, WebClient>();

  function installation(workspaceId: string): Promise<Installation | undefined> {
    const known = installations.get(workspaceId);
    if (known) return known;
    const reading = read(workspaceId);
    installations.set(workspaceId, reading);
    // Only what was found is remembered: a workspace may install the bot a moment later, and a store may come back.
    reading.then((found) => found ?? installations.delete(workspaceId)).catch(() => installations.delete(workspaceId));
    return reading;
  }

  async function read(workspaceId: string): Promise<Installation | undefined> {
    const workspace = await deps.db.workspace.findUnique({ where: { id: workspaceId } });
    if (!workspace) return undefined;
    const botToken = openToken(workspace.encryptedToken, key, workspaceId);
    return { workspaceId, botToken, botId: workspace.botId, botUserId: workspace.botUserId };
  }

  async function client(workspaceId: string): Promise<WebClient> {
    const found = await installation(workspaceId);
    if (!found) throw new Error(`no installation for workspace ${workspaceId}`);
    const forget = () => installations.delete(workspaceId);
    const ready = clients.get(found.botToken) ?? new AskingClient(found.botToken, { ...PATIENT, ...options }, forget);
    clients.set(found.botToken, ready);
    return ready;
  }

  return { client, installation };
}

/** What Slack says of a token that is good no more. */
const TOKEN_ERRORS = ['invalid_auth', 'token_revoked', 'account_inactive'];

/** A client that says when its token is refused: another instance may have sealed a new one, so the store is asked again. */
class AskingClient extends WebClient {
  readonly #onRefusal: () => void;

  constructor(token: string, options: WebClientOptions, onRefusal: () => void) {
    super(token, options);
    this.#onRefusal = onRefusal;
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    try {
      return await super.apiCall(method, options);
    } catch (error) {
      if (TOKEN_ERRORS.some((name) => isPlatformError(error, name))) this.#onRefusal();
      throw error;
    }
  }
}
