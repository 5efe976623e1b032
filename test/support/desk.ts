import type { Db } from '#prisma/db.ts';
import { DEFAULT_WORKING_HOURS, type WorkingHours } from '#reports/working-hours.ts';

export type DeskSeed = {
  workspaceId: string;
  helpChannels: string[];
  triageChannelId: string;
  digestChannelId: string | null;
  staff: string[];
  leads?: string[];
  setUpAt: Date;
  name?: string;
  topics?: string[];
  schedule?: WorkingHours;
  acknowledgement?: 'message' | 'silent';
};

/** Writes what `/rochdale setup` would have written, for a workspace the bot knows already. */
export async function seedDesk(db: Db, seed: DeskSeed): Promise<void> {
  const { workspaceId, schedule = DEFAULT_WORKING_HOURS, leads = [] } = seed;
  const desk = {
    name: seed.name ?? 'Help desk',
    triageChannelId: seed.triageChannelId,
    schedule,
    topics: seed.topics ?? ['tool access', 'how to', 'something broken', 'billing', 'other'],
    acknowledgement: seed.acknowledgement ?? 'message',
  };
  const staff = [
    ...seed.staff.map((memberId) => ({ memberId, role: 'staff' })),
    ...leads.map((memberId) => ({ memberId, role: 'lead' })),
  ];
  await db.$transaction([
    db.workspace.update({
      where: { id: workspaceId },
      data: { timeZone: schedule.timeZone, digestChannelId: seed.digestChannelId, setUpAt: seed.setUpAt },
    }),
    db.desk.create({ data: { workspaceId, id: 'main', ...desk } }),
    db.helpChannel.createMany({ data: seed.helpChannels.map((channelId) => ({ workspaceId, channelId, deskId: 'main' })) }),
    db.deskStaff.createMany({ data: staff.map((row) => ({ workspaceId, deskId: 'main', isPresent: true, ...row })) }),
  ]);
}
