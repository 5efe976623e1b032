import type { Deps } from '#bot/deps.ts';
import { OF_SURVEYS } from './forgetting.ts';

const LONGEST_MS = 120_000;

/** Deletes everything of a workspace's surveys, letters and answers included, and what was still to be done about them: the bot is not there any more. */
export async function purgeSurveys({ db }: Pick<Deps, 'db'>, workspaceId: string): Promise<void> {
  const where = { workspaceId };
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`
        select graphile_worker.remove_job(job.key) from graphile_worker._private_jobs job
        join graphile_worker._private_tasks task on task.id = job.task_id
        where job.payload->>'workspaceId' = ${workspaceId} and job.key is not null
          and (task.identifier ~ 'survey' or job.key ~ ${`^sync:${workspaceId}:(survey|wave)`})`;
      await tx.surveyLetterText.deleteMany({ where });
      await tx.surveyLetter.deleteMany({ where });
      await tx.surveyTheme.deleteMany({ where });
      await tx.surveyAction.deleteMany({ where });
      await tx.surveyAuthor.deleteMany({ where });
      await tx.surveySitting.deleteMany({ where });
      await tx.surveyResponse.deleteMany({ where });
      await tx.surveyInvitation.deleteMany({ where });
      await tx.surveyOptOut.deleteMany({ where });
      await tx.surveyEvent.deleteMany({ where });
      await tx.surveyWave.deleteMany({ where });
      await tx.surveyVersion.deleteMany({ where });
      await tx.survey.deleteMany({ where });
      await tx.$executeRaw`delete from owned_message where workspace_id = ${workspaceId} and ${OF_SURVEYS}`;
      await tx.$executeRaw`delete from said_message where workspace_id = ${workspaceId} and ${OF_SURVEYS}`;
    },
    { timeout: LONGEST_MS },
  );
}
