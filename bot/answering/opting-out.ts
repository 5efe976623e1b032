import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { invitationKey } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';

/** `surveyId` 0: all of them. */
type Choice = { workspaceId: string; actorId: string; surveyId: number };

const ALL = 0;

/** Somebody wants no more of one survey, or of any, from now on. Pressed again it changes nothing. */
export async function optOut(deps: Deps, choice: Choice): Promise<void> {
  const { workspaceId, actorId: memberId, surveyId } = choice;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'choose which surveys to get', { workspaceId, actorId: memberId });
    if (surveyId !== ALL) await requireAsked(tx, choice);
    const row = { workspaceId, memberId, surveyId, at: deps.now() };
    const { count } = await tx.surveyOptOut.createMany({ data: [row], skipDuplicates: true });
    if (count > 0) await showChoice(tx, deps, choice);
  });
}

/** Only of what somebody was asked in: their own page names what they want no more of, and nobody is to read there what else we ask. */
async function requireAsked(tx: Tx, { workspaceId, actorId: memberId, surveyId }: Choice): Promise<void> {
  const [asked] = await tx.$queryRaw<unknown[]>`
    select 1 from survey_invitation invitation
    join survey_wave wave on wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id
    where invitation.workspace_id = ${workspaceId} and invitation.member_id = ${memberId} and invitation.asked_at is not null
      and wave.survey_id = ${surveyId}
    limit 1`;
  if (!asked) throw new UserError('not_asked', ({ answering }) => answering.notAsked);
}

/** Somebody wants to be asked again. What was sent meanwhile is not sent later. */
export async function optIn(deps: Deps, choice: Choice): Promise<void> {
  const { workspaceId, actorId: memberId, surveyId } = choice;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'choose which surveys to get', { workspaceId, actorId: memberId });
    const { count } = await tx.surveyOptOut.deleteMany({ where: { workspaceId, memberId, surveyId } });
    if (count > 0) await showChoice(tx, deps, choice);
  });
}

/** Asked again in this one, whichever of the two they had chosen. */
export async function optInto(deps: Deps, { surveyId, ...who }: Choice): Promise<void> {
  for (const one of [surveyId, ALL]) await optIn(deps, { ...who, surveyId: one });
}

/** Has the messages rendered again with which they are asked now. */
async function showChoice(tx: Tx, deps: Deps, { workspaceId, actorId: memberId, surveyId }: Choice): Promise<void> {
  const waves = await tx.$queryRaw<{ id: number }[]>`
    select wave.id from survey_invitation invitation
    join survey_wave wave on wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id
    join owned_message message on message.workspace_id = wave.workspace_id and message.key = 'survey:' || wave.id || ':' || invitation.member_id
    where invitation.workspace_id = ${workspaceId} and invitation.member_id = ${memberId} and wave.state = 'open'
      and ${surveyId}::int in (0, wave.survey_id)`;
  const messages = waves.map(({ id }) => ({ key: invitationKey(id, memberId), channelId: memberId }));
  await syncSoon(tx, deps, workspaceId, messages);
  await refreshHomes(tx, deps, workspaceId, [memberId]);
}
