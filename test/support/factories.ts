import pino from 'pino';
import type { Deps } from '#bot/deps.ts';
import { hearMessage } from '#bot/tickets/hearing.ts';
import type { Ticket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import type { TicketView } from '#bot/tickets/views.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { seedDesk } from '#test/support/desk.ts';
import { freshDatabase } from './database.ts';

export const WORKSPACE = 'T0COOP';
export const HELP = 'C0HELP';
export const TRIAGE = 'C0TRIAGE';
export const [MAYA, TOM, ANA, BEN, LEA] = ['U0MAYA', 'U0TOM', 'U0ANA', 'U0BEN', 'U0LEA'];
/** 2026-03-02 is a Monday; the desk's hours are Monday to Friday, nine to five, UTC. */
export const MONDAY_TEN = new Date('2026-03-02T10:00:00Z');
export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** A set-up desk in a database of its own, without Slack: staff are Ana, Ben and (leading) Lea; `time.now` is the rules' clock. */
export async function openDesk() {
  const { db, pool } = await freshDatabase();
  const time = { now: MONDAY_TEN };
  const deps: Deps = { db, pool, now: () => time.now, dueAt: (at) => at, log: pino({ level: 'silent' }) };
  const bot = { botUserId: 'U0BOT', botId: 'B0BOT', encryptedToken: 'sealed' };
  await db.workspace.create({ data: { id: WORKSPACE, name: 'The cooperative', url: 'https://coop.slack.com/', ...bot } });
  await seedDesk(db, {
    workspaceId: WORKSPACE,
    helpChannels: [HELP],
    triageChannelId: TRIAGE,
    digestChannelId: null,
    staff: [ANA, BEN],
    leads: [LEA],
    setUpAt: MONDAY_TEN,
  });
  return {
    db,
    deps,
    time,
    /** Someone writes; answers the message's ts. */
    say: async (authorId: string, text: string, more: Partial<Said> = {}) => {
      const ts = more.ts ?? tsAt(more.at ?? time.now);
      const { threadTs = null, channelId = HELP, isHuman = true, files = [] } = more;
      await hearMessage(deps, { workspaceId: WORKSPACE, channelId, ts, threadTs, authorId, isHuman, text, files });
      return ts;
    },
    ticket: (id = 1) => db.ticket.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId: WORKSPACE, id } } }),
    /** What happened to a ticket, in order. */
    kinds: async (ticketId = 1) =>
      (await db.ticketEvent.findMany({ where: { ticketId }, orderBy: { id: 'asc' } })).map(({ kind }) => kind),
    /** Keys of the jobs that wait. */
    jobs: async () => {
      const { rows } = await pool.query<{ key: string; run_at: Date }>(
        'select key, run_at from graphile_worker.jobs order by id',
      );
      return rows;
    },
  };
}

type Said = {
  ts: string;
  at: Date;
  threadTs: string;
  channelId: string;
  isHuman: boolean;
  files: { name: string; url: string }[];
};
export type OpenDesk = Awaited<ReturnType<typeof openDesk>>;

export function by(actorId: string, ticketId = 1): Action {
  return { workspaceId: WORKSPACE, ticketId, actorId };
}

let lastMicros = 0;

/** Slack's ts of an instant; never the same twice. */
export function tsAt(at: Date): string {
  lastMicros = (lastMicros + 1) % 1000;
  const seconds = Math.floor(at.getTime() / 1000);
  return `${seconds}.${String(at.getTime() % 1000).padStart(3, '0')}${String(lastMicros).padStart(3, '0')}`;
}

export function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * MINUTE);
}

export function aTicket(changes: Partial<Ticket> = {}): Ticket {
  return {
    workspaceId: WORKSPACE,
    id: 12,
    deskId: 'main',
    requesterId: MAYA,
    channelId: HELP,
    ts: '1772445600.000100',
    threadTs: '1772445600.000100',
    state: 'open',
    waitingOn: null,
    waitingFor: null,
    followUpAt: null,
    ownerId: null,
    topic: null,
    suggestedTopic: null,
    outcome: null,
    openedAt: MONDAY_TEN,
    lastJoinedTs: '1772445600.000100',
    firstReplyAt: null,
    firstReplyBy: null,
    resolvedAt: null,
    mergedIntoId: null,
    linkedToId: null,
    splitFromId: null,
    priority: 'normal',
    via: 'message',
    contactBy: null,
    loggedById: null,
    talksInDm: false,
    isPrivate: false,
    waitingSince: null,
    nudgedAt: null,
    answeredById: null,
    problem: null,
    problemSince: null,
    partOfId: null,
    toolId: null,
    signUpId: null,
    ...changes,
  };
}

type ViewChanges = Partial<Omit<TicketView, 'ticket'>> & { ticket?: Partial<Ticket>; topics?: string[] };

export function aTicketView({
  ticket = {},
  topics = ['tool access', 'billing', 'other'],
  ...changes
}: ViewChanges = {}): TicketView {
  return {
    ticket: aTicket(ticket),
    desk: {
      workspaceId: WORKSPACE,
      id: 'main',
      name: 'Help desk',
      triageChannelId: TRIAGE,
      schedule: DEFAULT_WORKING_HOURS,
      topics,
      acknowledgement: 'message',
      readers: [],
    },
    request: [{ text: 'How do I reset my password?', deletedAt: null }],
    files: [],
    names: new Map(),
    link: 'https://coop.slack.com/archives/C0HELP/p1772445600000100',
    openingHours: 'Mon–Fri 09:00–17:00',
    canUndo: false,
    requester: { name: 'Maya', language: 'en', organisation: null },
    knownProblems: [],
    mergedHere: [],
    links: [],
    parts: 0,
    sameHere: 0,
    ...changes,
  };
}
