import { expect, it } from 'vitest';
import { approvalRenderers, approvalTasks } from '#bot/approvals/jobs.ts';
import { undoneInWords } from '#bot/parked-words.ts';
import { provisioningRenderers, provisioningTasks } from '#bot/provisioning/jobs.ts';
import { PLAN_TERMS } from '#bot/schedule.ts';
import { signUpRenderers, signUpTasks } from '#bot/sign-ups/jobs.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { termRenderers, termTasks } from '#bot/terms/jobs.ts';
import { toolReportRenderers, toolReportTasks } from '#bot/tool-reports/jobs.ts';
import { toolRenderers, toolTasks } from '#bot/tools/jobs.ts';
import { ANA, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
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
