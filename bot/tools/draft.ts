import { z } from 'zod';
import { FormField } from '#bot/form-fields/form-fields.ts';
import { stableJson } from '#bot/stable-json.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { readDay } from '#surveys/typed-values.ts';
import { Agreement, Eligibility, Stage, type Tool, ToolLink } from './tool.ts';

/** What an id of a person, and of a channel, looks like in Slack. */
const PERSON = /^[UW][A-Z0-9]{1,40}$/;
const CHANNEL = /^[CG][A-Z0-9]{1,40}$/;
/** A name somebody can reach from everywhere: no bare addresses, no local names. */
const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](:\d{1,5})?$/;

const text = (most: number) =>
  z
    .string({ error: 'This is a text.' })
    .trim()
    .min(1, { error: 'Please fill this in.' })
    .refine((one) => [...one].length <= most, { error: `Please keep this to ${most} characters.` })
    .refine((one) => one.isWellFormed() && !one.includes('\0'), { error: 'This holds characters that cannot be kept.' });
/** What is left empty is not there. */
const maybe = <T extends z.ZodType>(inner: T) =>
  z.preprocess((one) => (one === undefined || (typeof one === 'string' && one.trim() === '') ? null : one), inner.nullable());
const line = (most: number) => text(most).transform((one) => one.replaceAll(/\s+/g, ' '));
const whole = (least: number, most: number) => {
  const error = `This is a whole number from ${least} to ${most.toLocaleString('en')}.`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const person = z.string({ error: 'This is somebody in Slack.' }).regex(PERSON, { error: 'This is nobody in Slack.' });
const day = z
  .string({ error: 'Write a day as 2026-05-31.' })
  .refine((one) => readDay(one) !== undefined, { error: 'Write a day as 2026-05-31: year, month, day.' });
const moment = z
  .string({ error: 'Write a moment as 2026-05-31T17:00:00Z.' })
  .refine((one) => /^\d{4}-\d{2}-\d{2}T/.test(one) && !Number.isNaN(Date.parse(one)), {
    error: 'Write a moment as 2026-05-31T17:00:00Z.',
  })
  .transform((one) => new Date(one).toISOString());
const list = <T extends z.ZodType>(inner: T, most: number) =>
  z.array(inner, { error: 'This is a list.' }).max(most, { error: `There is room for ${most}.` });
const once = <T>(items: T[]) => new Set(items.map((item) => JSON.stringify(item))).size === items.length;
const words = (most: number) => list(line(100), most).refine(once, { error: 'One of these is there twice.' });

/** Only addresses that are encrypted on the way, without a password in them. */
function isGoodLink(url: string): boolean {
  if (url.length > 1000 || /[\s<>|"\\^`{}]/.test(url) || !URL.canParse(url)) return false;
  const { protocol, username, password, hostname } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' && hostname.includes('.');
}
const link = z
  .string({ error: 'This is an address that begins with https://.' })
  .trim()
  .refine(isGoodLink, { error: 'Write a whole address that begins with https://, without spaces and passwords.' });
const host = z
  .string({ error: 'This is the name of a host.' })
  .trim()
  .toLowerCase()
  .regex(HOST, { error: 'Write the name of a host only, such as send.example.org.' });

/** A tool as it is written, exported and imported: every setting of it as plain JSON, and nothing that only the bot knows. */
export const ToolDraft = z.object({
  name: line(80),
  summary: text(300),
  forWhom: maybe(text(300)),
  cost: maybe(text(300)),
  category: maybe(line(60)),
  deskId: z.string({ error: 'This is the id of a desk.' }).min(1, { error: 'Please name a desk.' }),
  channelId: maybe(z.string().regex(CHANNEL, { error: 'This is not the id of a channel.' })),
  ownerId: maybe(person),
  standInId: maybe(person),
  subject: z.enum(['organisation', 'person'], { error: 'This is “organisation” or “person”.' }),
  seatsByPerson: z.boolean({ error: 'This is yes or no.' }).default(false),
  seatCap: maybe(whole(1, 100_000)),
  seatCapPerOrganisation: maybe(whole(1, 100_000)),
  fewSeats: maybe(whole(0, 100_000)),
  offerHours: whole(1, 400).default(16),
  windowOpensAt: maybe(moment),
  windowClosesAt: maybe(moment),
  term: z.enum(['none', 'fixed', 'rolling'], { error: 'This is “none”, “fixed” or “rolling”.' }).default('none'),
  termEndsOn: maybe(day),
  termMonths: maybe(whole(1, 120)),
  renewal: z.enum(['press', 'approval'], { error: 'This is “press” or “approval”.' }).default('press'),
  reminderDays: list(whole(1, 365), 6)
    .refine(once, { error: 'One of these is there twice.' })
    .transform((days) => days.toSorted((one, other) => other - one))
    .default([30, 7, 1]),
  unusedDays: maybe(whole(1, 3650)),
  standInHours: whole(1, 400).default(16),
  eligibility: Eligibility.extend({
    organisationIds: list(z.string(), 500).refine(once, { error: 'One of these is there twice.' }).default([]),
    smallest: whole(1, 10_000_000).optional(),
    largest: whole(1, 10_000_000).optional(),
    plans: words(20).default([]),
    roles: words(20).default([]),
  }).prefault({}),
  agreement: Agreement.extend({ name: line(100), url: link, version: line(30) })
    .nullable()
    .default(null),
  fields: z.array(FormField, { error: 'This is a list of fields.' }).default([]),
  stages: list(
    Stage.extend({ memberIds: list(person, 20).refine(once, { error: 'Somebody is there twice.' }).default([]) }),
    5,
  ).default([]),
  checklist: list(line(150), 20).refine(once, { error: 'One of these is there twice.' }).default([]),
  welcome: maybe(text(2500)),
  links: list(ToolLink.extend({ label: line(60), url: link }), 10).default([]),
  linkHosts: list(host, 20).refine(once, { error: 'One of these is there twice.' }).default([]),
  webhookUrl: maybe(link),
});
export type ToolDraft = z.infer<typeof ToolDraft>;

const dayOf = (at: Date | null) => at?.toISOString().slice(0, 10) ?? null;

/** A tool as it is written. */
export function draftOf(tool: Tool): ToolDraft {
  const { name, summary, forWhom, cost, category, deskId, channelId, ownerId, standInId, seatsByPerson } = tool;
  const { seatCap, seatCapPerOrganisation, fewSeats, offerHours, termMonths, reminderDays, unusedDays, standInHours } = tool;
  const { eligibility, agreement, fields, stages, checklist, welcome, links, linkHosts, webhookUrl } = tool;
  return {
    name,
    summary,
    forWhom,
    cost,
    category,
    deskId,
    channelId,
    ownerId,
    standInId,
    subject: tool.subject === 'organisation' ? 'organisation' : 'person',
    seatsByPerson,
    seatCap,
    seatCapPerOrganisation,
    fewSeats,
    offerHours,
    windowOpensAt: tool.windowOpensAt?.toISOString() ?? null,
    windowClosesAt: tool.windowClosesAt?.toISOString() ?? null,
    term: tool.term === 'fixed' || tool.term === 'rolling' ? tool.term : 'none',
    termEndsOn: dayOf(tool.termEndsOn),
    termMonths,
    renewal: tool.renewal === 'approval' ? 'approval' : 'press',
    reminderDays,
    unusedDays,
    standInHours,
    eligibility,
    agreement,
    fields,
    stages,
    checklist,
    welcome,
    links,
    linkHosts,
    webhookUrl,
  };
}

const at = (moment_: string | null) => (moment_ === null ? null : new Date(moment_));

/** A draft as its columns. */
export function columnsOf(draft: ToolDraft) {
  return {
    ...draft,
    windowOpensAt: at(draft.windowOpensAt),
    windowClosesAt: at(draft.windowClosesAt),
    termEndsOn: draft.termEndsOn === null ? null : new Date(`${draft.termEndsOn}T00:00:00Z`),
    agreement: draft.agreement ?? Prisma.DbNull,
  };
}

/** The settings that two drafts do not have in common. */
export function changedKeys(before: ToolDraft, after: ToolDraft): (keyof ToolDraft)[] {
  const keys = Object.keys(ToolDraft.shape) as (keyof ToolDraft)[];
  return keys.filter((key) => stableJson(before[key]) !== stableJson(after[key]));
}
