import type { Db } from '#prisma/db.ts';
import { seedDesk } from '#test/support/desk.ts';
import { startWorkspace, type Workspace } from '#test/workspace/workspace.ts';
import type { Export } from './export.ts';

/** A stand-in Slack with an export's people and channels in it, the bot among them; it lives in the given time. */
export async function fillWorkspace(source: Export, now: () => Date): Promise<Workspace> {
  // It tells the bot nothing by itself: events are the export's own (./sending.ts), and the echo of what the bot posts is left out.
  const slack = await startWorkspace({ now: () => now().getTime(), events: [], shareDelay: 0, botUserId: 'UROCHDALE' });
  for (const { id, name, real_name, profile, is_bot, is_restricted, tz } of source.people) {
    const shown = profile?.display_name || profile?.real_name || real_name || name || id;
    slack.addPerson({
      id,
      name: name ?? id,
      realName: shown,
      isBot: is_bot ?? false,
      isGuest: is_restricted ?? false,
      tz: tz ?? 'UTC',
    });
  }
  const everybody = source.people.map(({ id }) => id);
  for (const { id, name } of source.channels) slack.addChannel({ id, name, members: [...everybody, slack.botUserId] });
  return slack;
}

/** Sets the bot up as `/rochdale setup` would: one desk for all channels, the usual working hours in UTC. */
export async function setUpDesk(db: Db, slack: Workspace, source: Export, staff: string[], setUpAt: Date): Promise<void> {
  const everybody = source.people.map(({ id }) => id);
  const triage = slack.addChannel({ name: 'replay-triage', isPrivate: true, members: [...staff, slack.botUserId] });
  const digest = slack.addChannel({ name: 'replay-digest', members: [...everybody, slack.botUserId] });
  await seedDesk(db, {
    workspaceId: slack.teamId,
    helpChannels: source.channels.map(({ id }) => id),
    triageChannelId: triage.id,
    digestChannelId: digest.id,
    staff,
    setUpAt,
  });
  // Set up by hand, so the digest is planned by hand.
  await db.$executeRaw`select 1 from graphile_worker.add_job('plan-digests', '{}', job_key => 'plan-digests')`;
}
