import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { editorIds } from '#bot/form-fields/editor.ts';
import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form } from '#bot/slack/form-parts.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import { IMPORT_USAGE, START_REVIEW } from '#bot/terms/action-ids.ts';
import type { Words } from '#bot/words/words.ts';
import type { ToolPage } from './catalogue.ts';
import { FORMS, SECTIONS, type Section } from './sections.ts';
import type { Tool } from './tool.ts';

export const NEW_TOOL = 'tools.new';
export const OPEN_TOOL = 'tools.open';
export const EDIT_SECTION = 'tools.edit';
export const EDIT_FIELDS = 'tools.edit-fields';
export const ARCHIVE_TOOL = 'tools.archive';
export const RESTORE_TOOL = 'tools.restore';
export const NEW_SECRET = 'tools.new-secret';
export const SHOW_DRAW = 'tools.draw';
export const TURN_PAGE = 'tools.page';
export const TURN_BACK = 'tools.page-back';
export const IMPORT_TOOLS = 'tools.import';
export const EXPORT_CSV = 'tools.export-csv';
export const EXPORT_JSON = 'tools.export-json';
export const FIELDS = editorIds('tools');

/** What of the list is shown. */
const Shown = z.object({ page: z.string().max(400).optional(), search: z.string().max(200).optional() });
export type Shown = z.infer<typeof Shown>;

const Which = z.object({
  id: z.string().min(1).max(60).optional(),
  section: z.enum(SECTIONS).optional(),
  /** What the settings were when the form was opened. */
  seen: z.string().max(40).optional(),
  shown: Shown.default({}),
});
export type Which = z.infer<typeof Which>;

/** Which tool, in a button's value or a form's metadata, which anybody can have written. */
export function whichIn(value: unknown): Which {
  const parsed = Which.safeParse(jsonIn(value));
  if (!parsed.success) throw new UserError('no_tool', ({ tools }) => tools.noSuchTool);
  return parsed.data;
}

const written = (which: Omit<Which, 'shown'> & { shown?: Shown }) => JSON.stringify(which);

/** All tools, those put away too, a page at a time; from here leads do everything. */
export function adminList({ tools, total, next, previous }: ToolPage, shown: Shown, done?: string): ModalView {
  const search = shown.search ?? '';
  const about = search === '' ? `${total} ${total === 1 ? 'tool' : 'tools'}` : `${total} with “${escapeText(cut(search, 60))}”`;
  const lines = tools.map(
    (tool): KnownBlock => ({
      ...section(`*${escapeText(tool.name)}*${tool.archivedAt ? ' (put away)' : ''}\n${escapeText(cut(tool.summary, 150))}`),
      accessory: button(OPEN_TOOL, 'Edit', written({ id: tool.id, shown })),
    }),
  );
  const turns = [
    ...(previous ? [button(TURN_BACK, 'Back', written({ shown: { ...shown, page: previous } }))] : []),
    ...(next ? [button(TURN_PAGE, 'More', written({ shown: { ...shown, page: next } }))] : []),
  ];
  return form({
    callbackId: 'tools.list',
    title: 'Catalogue',
    close: 'Close',
    metadata: written({ shown }),
    blocks: [
      ...(done ? [section(`:white_check_mark: ${done}`)] : []),
      actions('list', [
        button(NEW_TOOL, 'New tool', written({ shown })),
        button(IMPORT_TOOLS, 'Import', written({ shown })),
        button(EXPORT_CSV, 'Export CSV', 'csv'),
        button(EXPORT_JSON, 'Export JSON', 'json'),
      ]),
      context(about),
      ...(tools.length === 0 ? [section('Nothing here yet. Add the first tool, or import a list of them.')] : lines),
      ...(turns.length > 0 ? [actions('turn', turns)] : []),
      context('`/tools admin word` looks for a word.'),
    ],
  });
}

const actions = (id: string, elements: ActionsBlock['elements']): ActionsBlock => ({
  type: 'actions',
  block_id: id,
  elements,
});

export type ToolPageFacts = {
  tool: Tool;
  openSignUps: number;
  waiting: number;
  isDrawn: boolean;
  shown: Shown;
  done?: string;
};

/** One tool, with a button for each part of it. */
export function toolModal({ tool, openSignUps, waiting, isDrawn, shown, done }: ToolPageFacts): ModalView {
  const { id, archivedAt } = tool;
  const part = (name: Section, words: string): KnownBlock => ({
    ...section(`*${FORMS[name].title}*\n${cut(words, 600)}`),
    accessory: button(EDIT_SECTION, 'Edit', written({ id, section: name, shown })),
  });
  const about = aboutOf(tool);
  return form({
    callbackId: 'tools.tool',
    title: 'Tool',
    close: 'Back',
    metadata: written({ id, shown }),
    blocks: [
      ...(done ? [section(`:white_check_mark: ${done}`)] : []),
      section(
        `*${escapeText(tool.name)}* \`${id}\`${archivedAt ? `\nPut away ${dateOf(archivedAt)}: nobody can ask for it.` : ''}`,
      ),
      ...SECTIONS.slice(0, 5).map((name) => part(name, about[name])),
      {
        ...section(`*What is asked*\n${cut(tool.fields.map(({ label }) => escapeText(label)).join(' · ') || 'Nothing', 600)}`),
        accessory: button(EDIT_FIELDS, 'Edit', written({ id, shown })),
      },
      ...SECTIONS.slice(5).map((name) => part(name, about[name])),
      actions('tool', [
        archivedAt
          ? { ...button(RESTORE_TOOL, 'Offer it again', written({ id, shown })), confirm: offering(waiting) }
          : { ...button(ARCHIVE_TOOL, 'Put it away', written({ id, shown })), confirm: puttingAway(openSignUps) },
        ...(tool.webhookUrl
          ? [{ ...button(NEW_SECRET, 'New webhook secret', written({ id, shown })), confirm: renewing() }]
          : []),
        button(START_REVIEW, 'Yearly review…', id),
        button(IMPORT_USAGE, 'Import use (CSV)…', id),
        ...(isDrawn ? [button(SHOW_DRAW, 'The draw', written({ id, shown }))] : []),
      ]),
    ],
  });
}

const puttingAway = (open: number) => ({
  title: plain('Put it away?'),
  text: plain(
    open === 0
      ? 'Nobody can ask for it any more. You can offer it again at any time.'
      : `Nobody can ask for it any more. ${open} ${open === 1 ? 'sign-up is' : 'sign-ups are'} open and ${open === 1 ? 'goes' : 'go'} on: what is asked for is decided, who has it keeps it, and only who waits in line is offered nothing. Nobody is written to now.`,
  ),
  confirm: plain('Put it away'),
  deny: plain('Keep it'),
});

const offering = (waiting: number) => ({
  title: plain('Offer it again?'),
  text: plain(
    waiting === 0
      ? 'Everybody who may have it can ask for it again.'
      : `This will notify ${waiting === 1 ? 'the one who waits' : `up to ${waiting} people who wait`}, as far as seats are free.`,
  ),
  confirm: plain('Offer it again'),
  deny: plain('Not now'),
});

const renewing = () => ({
  title: plain('Make a new secret?'),
  text: plain('What is signed with the old one is refused from then on.'),
  confirm: plain('Make a new one'),
  deny: plain('Keep it'),
});

/** What each part says now, in a line or two. */
function aboutOf(tool: Tool): Record<Section, string> {
  const { eligibility: who, agreement, stages, links } = tool;
  const only = [
    who.organisationIds.length > 0 ? `${who.organisationIds.length} organisations by name` : '',
    who.smallest === undefined ? '' : `from ${who.smallest} people`,
    who.largest === undefined ? '' : `up to ${who.largest} people`,
    who.plans.length > 0 ? `plans: ${who.plans.join(', ')}` : '',
    who.roles.length > 0 ? `tasks: ${who.roles.join(', ')}` : '',
  ].filter((part) => part !== '');
  const stage = ({ who: one, needs, memberIds }: Tool['stages'][number]) =>
    `${one === 'people' ? memberIds.map((id) => `<@${id}>`).join(', ') : one}${needs === 'all' ? ' (all)' : ''}`;
  return {
    basics: [escapeText(tool.summary), tool.ownerId ? `Owner: <@${tool.ownerId}>` : 'No owner', category(tool)].join(' · '),
    seats: `${tool.seatCap ?? 'Any number'}${tool.seatCapPerOrganisation ? `, ${tool.seatCapPerOrganisation} an organisation` : ''}${
      tool.windowClosesAt ? `, drawn ${dateOf(tool.windowClosesAt)}` : ''
    }`,
    term: { none: 'No end', fixed: `Until ${tool.termEndsOn?.toISOString().slice(0, 10)}`, rolling: `${tool.termMonths} months` }[
      tool.term === 'fixed' || tool.term === 'rolling' ? tool.term : 'none'
    ],
    who: escapeText(only.join(', ')) || 'Everybody',
    agreement: agreement ? `${escapeText(agreement.name)}, version ${escapeText(agreement.version)}` : 'None',
    approval: stages.map(stage).join(' → ') || 'Nobody has to approve',
    setup: `${tool.checklist.length} steps, ${tool.welcome ? 'a welcome of its own' : 'the usual welcome'}`,
    links: `${links.length} links, ${tool.linkHosts.length} hosts for one-time links, ${tool.webhookUrl ? 'a webhook' : 'no webhook'}`,
  };
}

const category = (tool: Tool) => (tool.category ? escapeText(tool.category) : 'no category');

const Changing = z.object({ change: z.record(z.string(), z.unknown()) });

/** What was typed before the question; checked as a whole when it is saved. */
export function changeIn(value: unknown): Record<string, unknown> {
  const parsed = Changing.safeParse(jsonIn(value));
  return parsed.success ? parsed.data.change : {};
}

export const CONFIRM_SEATS = 'tools.confirm-seats';

/** Before many people are written to at once: in place of the form, with what was typed in it. */
export function massModal(count: number, which: Partial<Which>, change: Record<string, unknown>): ModalView {
  return form({
    callbackId: CONFIRM_SEATS,
    title: 'Are you sure?',
    submit: 'Save and notify',
    close: 'Cancel',
    // What was emptied is said to be empty: JSON has no word for what is undefined.
    metadata: JSON.stringify({ ...which, change }, (_key, value: unknown) => (value === undefined ? null : value)),
    blocks: [section(`*This will notify ${count} people* who wait: each of them is offered a seat at once.`)],
  });
}

/** Shown once, in place of the form that was saved. */
export function secretModal(secret: string, tool: Tool): ModalView {
  return form({
    callbackId: 'tools.secret',
    title: 'Webhook secret',
    close: 'Back',
    metadata: '',
    blocks: [
      section(
        `The system that sets up *${escapeText(tool.name)}* needs this secret. *I show it only now*: please copy it to there.`,
      ),
      section(`\`\`\`${secret}\`\`\``),
      context(`It is \`${tool.id}\` to that system.`),
    ],
  });
}

/** What `/tools help` says. */
export function toolsHelp({ tools }: Words, isLead: boolean): string {
  const { title, browse, search, mine, admin, report } = tools.help;
  return [`*${title}*`, browse, search, mine, ...(isLead ? [admin, report] : [])]
    .map((one, index) => (index === 0 ? one : `• ${one}`))
    .join('\n');
}
