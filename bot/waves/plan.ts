import { z } from 'zod';

/** Day of the workspace, such as `2026-11-30`. */
const Day = z.iso.date();
const Ids = z.array(z.string().min(1)).min(1).max(200);

/** Who is meant. Whoever is a bot, switched off or (unless chosen) a guest or a stranger is left out of each. */
export const Audience = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everyone') }),
  /** All their people, or one voice of each: its first contact who is in Slack */
  z.strictObject({ kind: z.literal('organisations'), ids: z.array(z.string()).max(200), voice: z.enum(['people', 'contact']) }),
  z.strictObject({ kind: z.literal('channels'), ids: Ids }),
  z.strictObject({ kind: z.literal('user-groups'), ids: Ids }),
  /** What people do at their organisation, as `member.role` has it */
  z.strictObject({ kind: z.literal('roles'), roles: Ids }),
  z.strictObject({ kind: z.literal('tool-holders'), toolIds: Ids }),
  /** Who opened a request from the first of these days to the last */
  z.strictObject({ kind: z.literal('requesters'), from: Day, to: Day }),
  /** A list of addresses in lower case, empty until the CSV file it comes in has been read */
  z.strictObject({ kind: z.literal('e-mails'), emails: z.array(z.string()).max(20_000), fileId: z.string().optional() }),
]);
export type Audience = z.infer<typeof Audience>;

export const REPEATS = ['weekly', 'monthly', 'quarterly', 'half-yearly', 'yearly'] as const;

/** Whom a wave asks and how; kept with the wave, and taken over by the next one where it repeats. */
export const WavePlan = z.strictObject({
  audience: Audience,
  /** So many of them by lot, in proportion to the organisations' people; everybody when left out */
  sample: z.int().min(1).max(100_000).optional(),
  takesGuests: z.boolean(),
  takesStrangers: z.boolean(),
  /** `morning`: each between nine and half past eleven where they are, on their next working day */
  timing: z.enum(['at once', 'morning']),
  reminders: z.int().min(0).max(2),
  /** Where a post with the same button goes, for those who were asked */
  channelIds: z.array(z.string()).max(5),
});
export type WavePlan = z.infer<typeof WavePlan>;
