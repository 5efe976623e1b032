import { z } from 'zod';
import { answeringRenderers, answeringTasks, answeringVoices } from './answering/jobs.ts';
import type { RochdaleApp } from './app.ts';
import { approvalRenderers, approvalTasks, approvalVoices } from './approvals/jobs.ts';
import { deskTasks } from './desks/jobs.ts';
import { planSweeps } from './desks/sweeps.ts';
import { handlingTasks, handlingVoices } from './handling/jobs.ts';
import { homeTasks, homeVoices } from './home/jobs.ts';
import { importTasks, importVoices } from './imports/jobs.ts';
import { problemTasks, problemVoices } from './known-problems/jobs.ts';
import { mailboxRenderers, mailboxTasks, mailboxVoices } from './mailbox/jobs.ts';
import { memberTasks } from './members/jobs.ts';
import { morningTasks, morningVoices } from './mornings/jobs.ts';
import { ANNOUNCE_PARKED, announceParked } from './parked.ts';
import { privacyRenderers, privacyTasks, privacyVoices } from './privacy/jobs.ts';
import { provisioningRenderers, provisioningTasks, provisioningVoices } from './provisioning/jobs.ts';
import { prune } from './prune.ts';
import { ratingRenderers, ratingTasks } from './ratings/jobs.ts';
import { replyVoices } from './replies/jobs.ts';
import { planDigests } from './reports/digests.ts';
import { reportRenderers, reportTasks } from './reports/jobs.ts';
import { PLAN_DIGESTS, PRUNE, SWEEP_CHANNELS } from './schedule.ts';
import { settingsTasks } from './settings/jobs.ts';
import { signUpRenderers, signUpTasks, signUpVoices } from './sign-ups/jobs.ts';
import type { SlackDeps } from './slack/clients.ts';
import { apologise, processEvent } from './slack/event-job.ts';
import { openInbox, PROCESS_EVENT } from './slack/inbox.ts';
import { SAY_WAITING, SYNC_MESSAGE } from './slack/outbox.ts';
import { syncMessage } from './slack/posting.ts';
import { sayWaiting, type Voice } from './slack/saying.ts';
import { SWEEP_CHANNEL, sweepChannel } from './slack/sweep.ts';
import { surveyActionTasks, surveyActionVoices } from './survey-actions/jobs.ts';
import { surveyResultTasks, surveyResultVoices } from './survey-results/jobs.ts';
import { surveyRenderers, surveyTasks, surveyVoices } from './surveys/jobs.ts';
import { termRenderers, termTasks, termVoices } from './terms/jobs.ts';
import { ticketRenderers, ticketTasks, ticketVoices } from './tickets/jobs.ts';
import { movedTo } from './tickets/talk.ts';
import { toolReportRenderers, toolReportTasks, toolReportVoices } from './tool-reports/jobs.ts';
import { toolRenderers, toolTasks, toolVoices } from './tools/jobs.ts';
import { waitingTasks, waitingVoices } from './waiting/jobs.ts';
import { waveRenderers, waveTasks, waveVoices } from './waves/jobs.ts';
import { waysInTasks, waysInVoices } from './ways-in/jobs.ts';
import type { Task } from './worker.ts';

const Text = z.object({ text: z.string() });
const sayText: Voice = { render: async (_tx, _deps, _workspaceId, content) => ({ text: Text.parse(content).text }) };

const Event = z.object({ workspaceId: z.string(), eventId: z.string() });
const Message = z.object({ workspaceId: z.string(), key: z.string(), channelId: z.string(), waits: z.number().optional() });
const Channel = z.object({
  workspaceId: z.string(),
  channelId: z.string(),
  sweepId: z.string().optional(),
  isWhole: z.coerce.boolean().optional(),
});

/** Every job by its name: the one table of what is done in the background. */
export function allTasks(
  deps: SlackDeps,
  app: Pick<RochdaleApp, 'runStoredEvent'>,
  { pacing }: { pacing: boolean },
): Record<string, Task> {
  const posting = {
    ...deps,
    pacing,
    renderers: {
      ...ticketRenderers,
      ...privacyRenderers,
      ...ratingRenderers,
      ...reportRenderers,
      ...toolRenderers,
      ...signUpRenderers,
      ...approvalRenderers,
      ...provisioningRenderers,
      ...termRenderers,
      ...toolReportRenderers,
      ...surveyRenderers,
      ...waveRenderers,
      ...answeringRenderers,
      ...mailboxRenderers,
    },
  };
  const sweeping = { ...deps, app, inbox: openInbox(deps.pool, deps.now) };
  const saying = {
    ...deps,
    pacing,
    movedTo,
    voices: {
      text: sayText,
      ...ticketVoices,
      ...privacyVoices,
      ...handlingVoices,
      ...replyVoices,
      ...homeVoices,
      ...morningVoices,
      ...waitingVoices,
      ...waysInVoices,
      ...problemVoices,
      ...importVoices,
      ...toolVoices,
      ...signUpVoices,
      ...approvalVoices,
      ...provisioningVoices,
      ...termVoices,
      ...toolReportVoices,
      ...surveyVoices,
      ...waveVoices,
      ...answeringVoices,
      ...surveyResultVoices,
      ...surveyActionVoices,
      ...mailboxVoices,
    },
  };
  return {
    [PROCESS_EVENT]: {
      run: (payload) => processEvent(deps, app, Event.parse(payload)),
      givenUp: (payload) => apologise(deps, Event.parse(payload)),
    },
    [SYNC_MESSAGE]: {
      run: (payload) => {
        const { waits, ...message } = Message.parse(payload);
        return syncMessage(posting, waits === undefined ? message : { ...message, waits });
      },
    },
    [SAY_WAITING]: { run: (payload) => sayWaiting(saying, Channel.parse(payload)) },
    [ANNOUNCE_PARKED]: { run: () => announceParked(deps) },
    [PLAN_DIGESTS]: { run: () => planDigests(deps) },
    [PRUNE]: { run: () => prune(deps) },
    [SWEEP_CHANNELS]: { run: () => planSweeps(deps) },
    [SWEEP_CHANNEL]: { run: (payload) => sweepChannel(sweeping, Channel.parse(payload)) },
    ...deskTasks(deps),
    ...ticketTasks(deps),
    ...privacyTasks(deps),
    ...handlingTasks(deps),
    ...homeTasks(deps),
    ...morningTasks(deps),
    ...waitingTasks(deps),
    ...ratingTasks(deps),
    ...problemTasks(deps),
    ...waysInTasks(deps),
    ...reportTasks(deps),
    ...settingsTasks(deps),
    ...memberTasks(deps),
    ...importTasks(deps),
    ...toolTasks(deps),
    ...signUpTasks(deps),
    ...approvalTasks(deps),
    ...provisioningTasks(deps),
    ...termTasks(deps),
    ...toolReportTasks(deps),
    ...surveyTasks(deps),
    ...waveTasks(posting),
    ...answeringTasks(deps),
    ...surveyResultTasks(deps),
    ...surveyActionTasks(deps),
    ...mailboxTasks(deps),
  };
}
