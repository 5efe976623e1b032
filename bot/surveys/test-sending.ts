import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { recordSurveyEvent } from './events.ts';
import { staffAmong } from './owners.ts';
import { fingerprintOf, type Keeper, type KeeperDeps, keptSurvey } from './surveys.ts';

/** What bot/answering says: the invitation as a member would get it, of which nothing is kept. */
export const SURVEY_TEST = 'survey-test';

/**
 * Sends a survey as it is now to whoever asks for it, its owner and its co-owners, for trying it out. Answers how many get it.
 *
 * Pressed twice within a minute it comes once, unless the survey was changed in between.
 */
export async function sendTest(deps: KeeperDeps, { workspaceId, actorId }: Keeper, surveyId: number): Promise<number> {
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change a survey', { workspaceId, actorId, surveyId });
    const { survey, definition } = await keptSurvey(tx, workspaceId, surveyId);
    if (definition.questions.length === 0)
      throw new UserError('no_questions', 'There is nothing to try out yet. Please add a question first.');
    const { version, ownerId, coOwnerIds } = survey;
    const keepers = await staffAmong(tx, workspaceId, [ownerId, ...coOwnerIds]);
    const people = [...new Set([actorId, ...keepers])];
    const at = deps.now();
    const once = `${surveyId}:${fingerprintOf(definition)}:${Math.floor(at.getTime() / 60_000)}`;
    let sent = 0;
    for (const to of people) {
      const content = { kind: SURVEY_TEST, surveyId, version, to };
      if (await saySoon(tx, deps, workspaceId, { key: `${SURVEY_TEST}:${once}:${to}`, channelId: to, content })) sent += 1;
    }
    if (sent > 0) {
      const detail = { version, people: sent };
      await recordSurveyEvent(tx, { workspaceId, surveyId, kind: 'test_sent', actorId, at, detail });
    }
    return people.length;
  });
}
