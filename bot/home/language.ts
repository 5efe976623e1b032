import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { signUpNoteKey } from '#bot/sign-ups/sign-up.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { type OwnedMessage, syncSoon } from '#bot/slack/outbox.ts';
import { acknowledgementKey, DAY_MS, isInSlack, talkKey } from '#bot/tickets/ticket.ts';
import { isLanguage, type Language, spokenOf } from '#bot/words/words.ts';

/** What is known of the language of one person. */
export type Tongue = {
  /** By two letters, also one that we have no words in; null while we go by the workspace's. */
  language: string | null;
  languageBy: string | null;
  languageAskedAt: Date | null;
  workspaceLanguage: string;
};

/** A question nobody answers is not asked for ever. */
const ASKED_FOR_DAYS = 7;

/** How a person stands with their language: the one we use, whether to ask, and whether to say where it comes from. */
export function standingOf(tongue: Tongue, now: Date): { language: Language; isAsked: boolean; isFromSlack: boolean } {
  const { language, languageBy, languageAskedAt, workspaceLanguage } = tongue;
  const isSpoken = language !== null && isLanguage(language);
  const isOver = languageAskedAt !== null && now.getTime() - languageAskedAt.getTime() > ASKED_FOR_DAYS * DAY_MS;
  return {
    language: spokenOf(language, workspaceLanguage),
    isAsked: language !== null && !isSpoken && languageBy !== 'chosen' && !isOver,
    isFromSlack: isSpoken && languageBy === 'slack' && language !== workspaceLanguage,
  };
}

/**
 * Speaks to a member in the language they chose from now on; Slack's settings do not change that any more.
 *
 * What they see of their open requests and sign-ups is said again in it.
 */
export async function chooseLanguage(
  deps: Deps,
  { workspaceId, actorId, language }: { workspaceId: string; actorId: string; language: string },
): Promise<void> {
  if (!isLanguage(language)) throw new UserError('no_such_language', ({ home }) => home.noSuchLanguage);
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'choose a language', { workspaceId, actorId });
    const { count } = await tx.member.updateMany({
      where: {
        workspaceId,
        id: actorId,
        OR: [{ language: null }, { language: { not: language } }, { languageBy: null }, { languageBy: { not: 'chosen' } }],
      },
      data: { language, languageBy: 'chosen' },
    });
    if (count === 0) return;
    const tickets = await tx.ticket.findMany({
      where: { workspaceId, requesterId: actorId, state: { in: ['open', 'claimed', 'waiting', 'resolved'] } },
      select: { id: true, channelId: true, talksInDm: true },
    });
    const messages = tickets.flatMap(({ id, channelId, talksInDm }): OwnedMessage[] => [
      ...(isInSlack(channelId) ? [{ key: acknowledgementKey(id), channelId }] : []),
      ...(talksInDm ? [{ key: talkKey(id), channelId: actorId }] : []),
    ]);
    const signUps = await tx.signUp.findMany({
      where: { workspaceId, memberId: actorId, openKey: { not: null } },
      select: { id: true },
    });
    const notes = signUps.map(({ id }) => ({ key: signUpNoteKey(id, actorId), channelId: actorId }));
    await syncSoon(tx, deps, workspaceId, [...messages, ...notes]);
    await refreshHomes(tx, deps, workspaceId, [actorId]);
  });
}
