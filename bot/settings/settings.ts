import type { Deps } from '#bot/deps.ts';
import { type Desk, desksOfStaff, hoursOf, isSetUp, placeOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { readPeopleSoon } from '#bot/members/reading.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { POST_DUE_DIGEST } from '#bot/reports/digests.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { forgetInHomes } from '#bot/slack/homes.ts';
import type { Tx } from '#prisma/db.ts';
import { DEFAULT_WORKING_HOURS, type WorkingHours } from '#reports/working-hours.ts';
import type { Problems } from './form.ts';

/** What a workspace admin decides; leads are among the staff. */
export type Settings = {
  deskName: string;
  helpChannelIds: string[];
  triageChannelId: string;
  digestChannelId: string;
  staffIds: string[];
  leadIds: string[];
  /** Who of the staff may read private requests; everybody when empty. */
  readerIds: string[];
  schedule: WorkingHours;
  topics: string[];
  acknowledgement: 'message' | 'silent';
};

/** The desk that `/rochdale setup` is about; rules and tables know several. */
const FIRST_DESK = 'main';
const DEFAULT_TOPICS = ['tool access', 'how to', 'something broken', 'billing', 'other'];
const SAVED = 'settings.saved';

/** Looks whether the settings work in Slack, and tells the admin who made them. */
export const CHECK_SETUP = 'check-setup';
/** `checkId` makes what is said about this check said once. */
export type SetupCheck = { workspaceId: string; adminId: string; checkId: string };

/** The settings in force; before the first set-up the usual ones, in that time zone. */
export async function settingsOf(tx: Tx, workspaceId: string, usualTimeZone = 'UTC'): Promise<Settings> {
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const desk = await tx.desk.findUnique({ where: { workspaceId_id: { workspaceId, id: FIRST_DESK } } });
  const ofDesk = { workspaceId, deskId: FIRST_DESK };
  const channels = await tx.helpChannel.findMany({ where: ofDesk, orderBy: { channelId: 'asc' } });
  const staff = await tx.deskStaff.findMany({ where: ofDesk, orderBy: { memberId: 'asc' } });
  return {
    deskName: desk?.name ?? 'Help desk',
    helpChannelIds: channels.map(({ channelId }) => channelId),
    triageChannelId: desk?.triageChannelId ?? '',
    digestChannelId: workspace.digestChannelId ?? '',
    staffIds: staff.map(({ memberId }) => memberId),
    leadIds: staff.filter(({ role }) => role === 'lead').map(({ memberId }) => memberId),
    readerIds: desk?.readers ?? [],
    schedule: desk ? hoursOf(desk) : { ...DEFAULT_WORKING_HOURS, timeZone: usualTimeZone },
    topics: desk?.topics ?? DEFAULT_TOPICS,
    acknowledgement: desk?.acknowledgement === 'silent' ? 'silent' : 'message',
  };
}

/** Throws unless the person administers the Slack workspace, as far as the store knows. */
export async function requireAdmin(tx: Tx, workspaceId: string, memberId: string): Promise<void> {
  await requireRight(tx, 'set up', { workspaceId, actorId: memberId });
}

/** Which channels another desk has already, field by field. */
export async function takenChannels(tx: Tx, workspaceId: string, settings: Settings): Promise<Problems> {
  const problems: Problems = {};
  const elsewhere = { workspaceId, NOT: { deskId: FIRST_DESK } };
  const { helpChannelIds, triageChannelId } = settings;
  const served = await tx.helpChannel.findMany({
    where: { ...elsewhere, channelId: { in: [...helpChannelIds, triageChannelId] } },
  });
  const triaged = await tx.desk.findMany({
    where: { workspaceId, NOT: { id: FIRST_DESK }, triageChannelId: { in: [...helpChannelIds, triageChannelId] } },
  });
  const taken = new Set([...served.map(({ channelId }) => channelId), ...triaged.map((desk) => desk.triageChannelId)]);
  if (taken.has(triageChannelId)) problems.triageChannelId = 'Another desk uses this channel already. Please choose another one.';
  const count = helpChannelIds.filter((id) => taken.has(id)).length;
  if (count > 0)
    problems.helpChannelIds = `Another desk uses ${count === 1 ? 'one' : count} of these channels already. Please take it out.`;
  return problems;
}

/**
 * Puts new settings in force, all of them or none, and has them checked in Slack.
 *
 * Of two admins at once the second one's stand, complete. When the triage channel changes, nobody has staff rights until
 * the check has seen who is in the new one.
 */
export async function saveSettings(deps: Deps, workspaceId: string, actorId: string, settings: Settings): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    await requireAdmin(tx, workspaceId, actorId);
    await tx.$queryRaw`select 1 from workspace where id = ${workspaceId} for update`;
    const [refusal] = Object.values(await takenChannels(tx, workspaceId, settings));
    if (refusal) throw new UserError('channel_taken', refusal);
    const before = await settingsOf(tx, workspaceId);
    await saveWorkspace(tx, deps, workspaceId, settings);
    await saveDesk(tx, workspaceId, settings);
    await saveHelpChannels(tx, workspaceId, settings.helpChannelIds);
    await saveStaff(tx, workspaceId, settings, before.triageChannelId === settings.triageChannelId);
    await forgetInHomes(tx, workspaceId, FIRST_DESK, before.staffIds);
    const entry = await tx.auditEntry.create({
      data: { workspaceId, actorId, at: deps.now(), action: SAVED, detail: whatChanged(before, settings) },
    });
    await addJobs(tx, deps, [
      checkJob({ workspaceId, adminId: actorId, checkId: String(entry.id) }),
      // When the next digest is due follows from the time zone and the hours.
      { task: POST_DUE_DIGEST, payload: { workspaceId }, key: `digest-safety:${workspaceId}` },
    ]);
    await readPeopleSoon(tx, deps, workspaceId);
  });
}

async function saveWorkspace(tx: Tx, deps: Deps, workspaceId: string, { schedule, digestChannelId }: Settings): Promise<void> {
  await tx.workspace.update({ where: { id: workspaceId }, data: { timeZone: schedule.timeZone, digestChannelId } });
  await tx.workspace.updateMany({ where: { id: workspaceId, setUpAt: null }, data: { setUpAt: deps.now() } });
}

async function saveDesk(tx: Tx, workspaceId: string, settings: Settings): Promise<Desk> {
  const { deskName: name, triageChannelId, topics, acknowledgement, readerIds: readers } = settings;
  const key = { workspaceId, id: FIRST_DESK };
  const known = await tx.desk.findUnique({ where: { workspaceId_id: key } });
  // The form does not show the days worked in spite of a holiday, so they are kept.
  const kept = known ? hoursOf(known).ownWorkingDays : undefined;
  const schedule = { ...settings.schedule, ...(kept ? { ownWorkingDays: kept } : {}) };
  const data = { name, triageChannelId, topics, acknowledgement, readers, schedule };
  return tx.desk.upsert({ where: { workspaceId_id: key }, create: { ...key, ...data }, update: data });
}

async function saveHelpChannels(tx: Tx, workspaceId: string, channelIds: string[]): Promise<void> {
  const ofDesk = { workspaceId, deskId: FIRST_DESK };
  await tx.helpChannel.deleteMany({ where: { ...ofDesk, channelId: { notIn: channelIds } } });
  await tx.helpChannel.createMany({ data: channelIds.map((channelId) => ({ ...ofDesk, channelId })), skipDuplicates: true });
}

async function saveStaff(tx: Tx, workspaceId: string, { staffIds, leadIds }: Settings, keepsPlace: boolean): Promise<void> {
  const ofDesk = { workspaceId, deskId: FIRST_DESK };
  await tx.deskStaff.deleteMany({ where: { ...ofDesk, memberId: { notIn: staffIds } } });
  await tx.deskStaff.createMany({ data: staffIds.map((memberId) => ({ ...ofDesk, memberId })), skipDuplicates: true });
  await tx.deskStaff.updateMany({ where: { ...ofDesk, memberId: { in: leadIds } }, data: { role: 'lead' } });
  await tx.deskStaff.updateMany({ where: { ...ofDesk, memberId: { notIn: leadIds } }, data: { role: 'staff' } });
  if (!keepsPlace) await tx.deskStaff.updateMany({ where: ofDesk, data: { isPresent: false } });
}

/** For the audit: ids of channels and people, and the names of the other settings that changed, never what was typed. */
function whatChanged(before: Settings, after: Settings): Record<string, string | string[]> {
  const others = ['deskName', 'schedule', 'topics', 'acknowledgement'] as const;
  const changed: Record<string, string | string[]> = {
    helpChannelsAdded: without(after.helpChannelIds, before.helpChannelIds),
    helpChannelsRemoved: without(before.helpChannelIds, after.helpChannelIds),
    staffAdded: without(after.staffIds, before.staffIds),
    staffRemoved: without(before.staffIds, after.staffIds),
    leadsAdded: without(after.leadIds, before.leadIds),
    leadsRemoved: without(before.leadIds, after.leadIds),
    readersAdded: without(after.readerIds, before.readerIds),
    readersRemoved: without(before.readerIds, after.readerIds),
    triageChannel: before.triageChannelId === after.triageChannelId ? [] : after.triageChannelId,
    digestChannel: before.digestChannelId === after.digestChannelId ? [] : after.digestChannelId,
    others: others.filter((name) => comparable(before[name]) !== comparable(after[name])),
  };
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value.length > 0));
}

const without = (ids: string[], others: string[]): string[] => ids.filter((id) => !others.includes(id));

/** As text that does not depend on the order of keys, which the store does not keep. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([name]) => name !== 'ownWorkingDays')
            .sort(),
        )
      : inner,
  );
}

/** Several checks that have not begun are one. */
export function checkJob(check: SetupCheck): Job {
  return { task: CHECK_SETUP, payload: check, key: `${CHECK_SETUP}:${check.workspaceId}` };
}

/** An admin often invites the bot to several channels in a row; they are looked at together. */
const INVITATIONS_MS = 10_000;

/** The bot is now in a channel: if the settings name it, it was missing there, so they are checked again. */
export async function checkAfterJoining(deps: Deps, workspaceId: string, channelId: string, eventTs: string): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    const isOurs = workspace.digestChannelId === channelId || (await placeOf(tx, workspaceId, channelId)) !== null;
    const last = await tx.auditEntry.findFirst({ where: { workspaceId, action: SAVED }, orderBy: { id: 'desc' } });
    if (!isOurs || !last) return;
    const check = { workspaceId, adminId: last.actorId, checkId: `${last.id}:${channelId}:${eventTs}` };
    await addJobs(tx, deps, [{ ...checkJob(check), at: new Date(deps.now().getTime() + INVITATIONS_MS), moves: true }]);
  });
}

/** What `/rochdale help` depends on. */
export type HelpFacts = { isSetUp: boolean; isStaff: boolean; helpChannelIds: string[] };

export async function helpFor(tx: Tx, workspaceId: string, memberId: string): Promise<HelpFacts> {
  const channels = await tx.helpChannel.findMany({ where: { workspaceId }, orderBy: { channelId: 'asc' } });
  return {
    isSetUp: await isSetUp(tx, workspaceId),
    isStaff: (await desksOfStaff(tx, workspaceId, memberId)).length > 0,
    helpChannelIds: channels.map(({ channelId }) => channelId),
  };
}
