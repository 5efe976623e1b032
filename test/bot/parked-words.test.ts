import { expect, it } from 'vitest';
import { answeringRenderers, answeringTasks } from '#bot/answering/jobs.ts';
import { approvalRenderers, approvalTasks } from '#bot/approvals/jobs.ts';
import { mailboxTasks } from '#bot/mailbox/jobs.ts';
import { undoneInWords } from '#bot/parked-words.ts';
import { provisioningRenderers, provisioningTasks } from '#bot/provisioning/jobs.ts';
import { PLAN_LETTERS, PLAN_TERMS, PLAN_WAVES } from '#bot/schedule.ts';
import { signUpRenderers, signUpTasks } from '#bot/sign-ups/jobs.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import type { PostingDeps } from '#bot/slack/posting.ts';
import { surveyActionTasks } from '#bot/survey-actions/jobs.ts';
import { surveyResultTasks } from '#bot/survey-results/jobs.ts';
import { surveyRenderers, surveyTasks } from '#bot/surveys/jobs.ts';
import { termRenderers, termTasks } from '#bot/terms/jobs.ts';
import { toolReportRenderers, toolReportTasks } from '#bot/tool-reports/jobs.ts';
import { toolRenderers, toolTasks } from '#bot/tools/jobs.ts';
import { waveRenderers, waveTasks } from '#bot/waves/jobs.ts';
import { ANA, LEA, MONDAY_TEN, openDesk, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';
import { openTools, WAREHOUSE } from '#test/support/tools.ts';

it('everything of tools and sign-ups that can be given up has words of its own, in which nothing is missing', async () => {
  const { db, deps } = await openTools({ name: 'Data <warehouse>' });
  const slackDeps = deps as SlackDeps;
  const tasks = {
    ...toolTasks(slackDeps),
    ...signUpTasks(slackDeps),
    ...approvalTasks(slackDeps),
    ...provisioningTasks(slackDeps),
    ...termTasks(slackDeps),
    ...toolReportTasks(slackDeps),
  };
  const facts = { workspaceId: WORKSPACE, signUpId: 12, toolId: WAREHOUSE, actorId: ANA, leadId: ANA, purpose: 'provision' };

  const said: string[] = [];
  // The clock's own round belongs to no workspace, so that it is announced to none.
  for (const task of Object.keys(tasks).filter((one) => one !== PLAN_TERMS))
    said.push(await undoneInWords(db, WORKSPACE, { task, facts }));

  expect(said.length).toBeGreaterThan(20);
  expect(said.filter((words) => !/S12|\*Data &lt;warehouse&gt;\*|<@U0ANA>/.test(words))).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
});

it('every message of tools and sign-ups that the bot owns is known to staff by name', async () => {
  const { db } = await openTools();
  const kinds = Object.keys({
    ...toolRenderers,
    ...signUpRenderers,
    ...approvalRenderers,
    ...provisioningRenderers,
    ...termRenderers,
    ...toolReportRenderers,
  });
  const words = (key: string) =>
    undoneInWords(db, WORKSPACE, { task: 'sync-message', facts: { workspaceId: WORKSPACE, key, channelId: TRIAGE } });

  const said: string[] = [];
  for (const kind of kinds) said.push(await words(`${kind}:12:${ANA}`));

  expect(kinds.length).toBeGreaterThan(6);
  expect(said).not.toContain('a message of mine');
  expect(new Set(said).size).toBe(said.length);
  expect(await words(`review:${WAREHOUSE}:2026-03-02:${ANA}`)).toBe('the yearly review of *Data warehouse*');
  expect(await words('something-else:12')).toBe('a message of mine');
});

it('everything of surveys that can be given up has words of its own, in which nothing is missing', async () => {
  const { db, deps } = await openDesk();
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: LEA, at: MONDAY_TEN });
  const wave = await seedWave(db, { workspaceId: WORKSPACE, surveyId: survey.id, at: MONDAY_TEN });
  const slackDeps = deps as PostingDeps;
  const tasks = {
    ...surveyTasks(slackDeps),
    ...waveTasks(slackDeps),
    ...answeringTasks(slackDeps),
    ...surveyResultTasks(slackDeps),
    ...surveyActionTasks(slackDeps),
    ...mailboxTasks(slackDeps),
  };
  const kinds = Object.keys({ ...surveyRenderers, ...waveRenderers, ...answeringRenderers });
  const facts = { workspaceId: WORKSPACE, waveId: wave.id, actionId: 3, actorId: ANA };

  const said: string[] = [];
  for (const task of Object.keys(tasks).filter((one) => one !== PLAN_WAVES && one !== PLAN_LETTERS))
    said.push(await undoneInWords(db, WORKSPACE, { task, facts }));
  for (const kind of kinds)
    said.push(
      await undoneInWords(db, WORKSPACE, { task: 'sync-message', facts: { ...facts, key: `${kind}:${wave.id}:${ANA}` } }),
    );

  expect(said.length).toBeGreaterThan(15);
  expect(said.filter((words) => !/surveys out|\*How are we doing\?\*|\*A3\*|<@U0ANA>/.test(words))).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
});
