import { beginApproval } from '#bot/approvals/stages.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import type { Stage } from '#bot/tools/tool.ts';
import { WORKSPACE } from '#test/support/factories.ts';
import { type OpenTools, openTools } from '#test/support/tools.ts';

export const stage = (who: Stage['who'], more: Partial<Stage> = {}): Stage => ({ who, memberIds: [], needs: 'one', ...more });

/** A catalogue whose tool is approved in these stages, and a sign-up of Maya's (of Maple Street) that has just begun its way through them. */
export async function askedFor(
  stages: Stage[],
  changes: Parameters<typeof openTools>[0] = {},
  more: Parameters<OpenTools['addSignUp']>[0] = {},
) {
  const tools = await openTools({ stages, ...changes });
  const { db, deps, tool, addSignUp } = tools;
  const begin = async (given: Parameters<OpenTools['addSignUp']>[0] = {}) => {
    const signUp = await addSignUp({ organisationId: 'maple', ...given });
    await db.$transaction((tx) => beginApproval(tx, deps, tool, signUp));
    return signUp.id;
  };
  const signUpId = await begin(more);
  return {
    ...tools,
    signUpId,
    begin,
    by: (actorId: string, id = signUpId) => ({ workspaceId: WORKSPACE, signUpId: id, actorId }),
    of: { workspaceId: WORKSPACE, signUpId },
    signUp: (id = signUpId) => findSignUp(db, WORKSPACE, id),
    /** Who was asked, as `stage role approver [for whom]: decision`. */
    asked: async (id = signUpId) =>
      (
        await db.signUpApproval.findMany({
          where: { signUpId: id },
          orderBy: [{ round: 'asc' }, { stage: 'asc' }, { askedAt: 'asc' }, { approverId: 'asc' }],
        })
      ).map(
        (row) =>
          `${row.stage} ${row.role} ${row.approverId}${row.standInForId ? ` for ${row.standInForId}` : ''}${row.decision ? `: ${row.decision}` : ''}`,
      ),
    kinds: async (id = signUpId) =>
      (await db.signUpEvent.findMany({ where: { signUpId: id }, orderBy: { id: 'asc' } })).map(({ kind }) => kind),
    said: async () =>
      (await db.saidMessage.findMany({ orderBy: { id: 'asc' } })).map(({ channelId, content }) => ({ channelId, content })),
  };
}

export type AskedFor = Awaited<ReturnType<typeof askedFor>>;
