// The six tools that Riverbend's members share, and who answers for each organisation.

import type { Deps } from '#bot/deps.ts';
import { FormField } from '#bot/form-fields/form-fields.ts';
import { planWindow } from '#bot/sign-ups/windows.ts';
import { toolOf } from '#bot/tools/tool.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import type { Name, Riverbend } from './riverbend.ts';

/** Who is asked about an organisation's tools. */
const CONTACTS: [organisationId: string, Name][] = [
  ['maple', 'jerome'],
  ['northside', 'pilar'],
  ['harbor', 'greg'],
  ['loom', 'lucia'],
  ['sunrise', 'bea'],
  ['valley', 'joan'],
];

export type ToolId = 'data-warehouse' | 'texting' | 'mapping' | 'bookkeeping' | 'video-room' | 'design-account';
type NewTool = Omit<Prisma.ToolUncheckedCreateInput, 'workspaceId' | 'deskId' | 'createdAt'> & { id: ToolId };

const DAY_MS = 24 * 3600 * 1000;
const LONG_AGO_DAYS = 400;
const WINDOW_DAYS = 5;

const field = (value: { id: string; label: string; kind: FormField['kind']; hint?: string; isOptional?: boolean }): FormField =>
  FormField.parse(value);

function toolsOf({ ids }: Riverbend, until: Date): NewTool[] {
  return [
    {
      id: 'data-warehouse',
      name: 'Data warehouse',
      summary: 'Figures of all member organisations in one place, with ready-made questions.',
      forWhom: 'Whoever writes reports for their organisation: one person each',
      cost: 'Included in the yearly share',
      category: 'Data',
      ownerId: ids.devon,
      standInId: ids.ines,
      subject: 'person',
      seatCap: 6,
      seatCapPerOrganisation: 1,
      fewSeats: 1,
      offerHours: 80,
      stages: [
        { who: 'contact', memberIds: [], needs: 'one' },
        { who: 'owner', memberIds: [], needs: 'one' },
      ],
      fields: [
        field({ id: 'what-for', label: 'What would you like to find out?', kind: 'long text', hint: 'A sentence is enough.' }),
        field({ id: 'until', label: 'Until when do you need it?', kind: 'date', isOptional: true }),
      ],
      checklist: ['Account made', 'Reading rights given'],
      welcome: 'Welcome to the warehouse, {name}! Begin with “Our year at a glance”.',
      links: [{ label: 'Guide', url: 'https://wiki.riverbend.example/warehouse' }],
      linkHosts: ['vault.riverbend.example'],
    },
    {
      id: 'texting',
      name: 'Text messages',
      summary: 'Reminders and news to the phones of your own members.',
      forWhom: 'Organisations that make appointments',
      cost: '2 cents a message',
      category: 'Messages',
      ownerId: ids.ines,
      standInId: ids.devon,
      subject: 'organisation',
      stages: [{ who: 'lead', memberIds: [], needs: 'one' }],
      fields: [
        field({ id: 'how-many', label: 'How many messages a month, about?', kind: 'number' }),
        field({ id: 'sender', label: 'Which name should they come from?', kind: 'text' }),
      ],
      checklist: ['Sender name registered', 'First balance loaded'],
    },
    {
      id: 'mapping',
      name: 'Mapping',
      summary: 'Your places on a map of your own, for your website and on paper.',
      cost: '$4 a seat and month',
      category: 'Data',
      ownerId: ids.devon,
      standInId: ids.rosa,
      subject: 'organisation',
      seatsByPerson: true,
      seatCap: 16,
      fewSeats: 3,
      term: 'rolling',
      termMonths: 12,
      stages: [{ who: 'owner', memberIds: [], needs: 'one' }],
      checklist: ['Map set up', 'People invited'],
    },
    {
      id: 'bookkeeping',
      name: 'Bookkeeping',
      summary: 'Accounts, invoices and the yearly statement, with our own chart of accounts.',
      forWhom: 'Organisations with up to 50 people',
      cost: '$11 a month',
      category: 'Money',
      ownerId: ids.ines,
      standInId: ids.rosa,
      subject: 'organisation',
      seatCap: 10,
      term: 'rolling',
      termMonths: 12,
      renewal: 'approval',
      agreement: { name: 'Agreement on shared bookkeeping', url: 'https://wiki.riverbend.example/bookkeeping', version: '2026' },
      stages: [{ who: 'owner', memberIds: [], needs: 'one' }],
      checklist: ['Books opened', 'Treasurer invited'],
    },
    {
      id: 'video-room',
      name: 'Video room',
      summary: 'A room of your own for meetings, up to 100 people.',
      category: 'Meetings',
      ownerId: ids.rosa,
      standInId: ids.devon,
      subject: 'person',
    },
    {
      id: 'design-account',
      name: 'Shared design account',
      summary: 'Posters and leaflets with the shared templates. Three seats, drawn by lot twice a year.',
      category: 'Design',
      ownerId: ids.rosa,
      standInId: ids.ines,
      subject: 'person',
      seatCap: 3,
      windowOpensAt: new Date(until.getTime() - 14 * DAY_MS),
      windowClosesAt: new Date(until.getTime() + WINDOW_DAYS * DAY_MS),
      checklist: ['Invited'],
    },
  ];
}

/** Writes the catalogue, and whom the bot may ask at each organisation. */
export async function toolCatalogue(deps: Deps, riverbend: Riverbend, until: Date): Promise<void> {
  const { db } = deps;
  const { workspaceId, ids } = riverbend;
  const emails = new Map((await db.member.findMany({ where: { workspaceId } })).map(({ id, email }) => [id, email ?? '']));
  await db.organisationContact.createMany({
    data: CONTACTS.map(([organisationId, name]) => ({
      workspaceId,
      organisationId,
      role: 'tools',
      email: emails.get(ids[name]) ?? '',
    })),
  });
  const createdAt = new Date(until.getTime() - LONG_AGO_DAYS * DAY_MS);
  for (const tool of toolsOf(riverbend, until)) {
    const row = await db.tool.create({ data: { ...tool, workspaceId, deskId: 'main', createdAt } });
    await planWindow(db, deps, toolOf(row));
  }
}
