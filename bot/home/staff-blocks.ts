import { button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, type NameOf } from '#bot/slack/escape.ts';
import { CLAIM_TICKET, MORE_MOVES, READ_TICKET, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import { isOutside } from '#bot/tickets/ticket.ts';
import type { DeskBoard, QueueCounts } from './board.ts';
import type { HomeView } from './home.ts';
import type { StaffLine, StaffList } from './staff-lines.ts';

type Line = ReturnType<typeof section> | ReturnType<typeof context>;
type Buttons = { type: 'actions'; block_id: string; elements: ReturnType<typeof button>[] };
type Divider = { type: 'divider' };
type StaffBlock = Line | Buttons | Divider;

/** The lists of one desk: what each is called, and what `/triage` shows all of it. */
const LISTS = [
  { name: 'own', title: 'Yours', all: '/triage list mine' },
  { name: 'overdue', title: 'Overdue', all: '/triage list overdue' },
  { name: 'unassigned', title: 'Nobody has these yet', all: '/triage list unassigned' },
  { name: 'dueToday', title: 'To ask about today', all: '/triage list waiting' },
] as const;

/** Blocks of one desk beside its lines: heading, counts, problems, and of each list its title and its "more". */
const FRAME_BLOCKS = 3 + 2 * LISTS.length;
const BLOCKS_PER_LINE = 2;

/** What somebody's desks have before them, in no more blocks than are left. */
export function boardBlocks({ boards, moreDesks }: Pick<HomeView, 'boards' | 'moreDesks'>, room: number): StaffBlock[] {
  if (boards.length === 0) return [];
  // One divider after each desk, one line about more desks.
  const linesPerDesk = Math.floor(((room - 1) / boards.length - FRAME_BLOCKS - 1) / BLOCKS_PER_LINE);
  return [
    ...boards.flatMap((board): StaffBlock[] => [...deskBlocks(board, linesPerDesk), { type: 'divider' }]),
    ...(moreDesks > 0 ? [context(`And ${moreDesks} more desks: \`/triage list\` in their channels shows them.`)] : []),
  ];
}

function deskBlocks(board: DeskBoard, room: number): StaffBlock[] {
  const { desk, counts, problems, names } = board;
  const shown = sharesOf(
    LISTS.map(({ name }) => board[name].lines.length),
    room,
  );
  const lists = LISTS.flatMap(({ name, title, all }, index) =>
    listBlocks(board[name], { title, all, most: shown[index] ?? 0, nameOf: (id) => names.get(id), isOwn: name === 'own' }),
  );
  return [
    section(`*${escapeText(cut(desk.name, 100))}*${lists.length === 0 ? ': nothing waits for you. Enjoy the quiet!' : ''}`),
    ...(counts ? [context(countsInWords(counts))] : []),
    ...(problems.length > 0 ? [section(`*Known problems now*\n${problems.map(problemLine).join('\n')}`)] : []),
    ...lists,
  ];
}

/** How many lines of each list are shown, so that together they are no more than there is room for; the longest give way first. */
export function sharesOf(lengths: number[], room: number): number[] {
  const shares = [...lengths];
  for (let sum = shares.reduce((all, one) => all + one, 0); sum > Math.max(0, room); sum -= 1) {
    const longest = shares.indexOf(Math.max(...shares));
    shares[longest] = (shares[longest] ?? 1) - 1;
  }
  return shares;
}

type Shown = { title: string; all: string; most: number; nameOf: NameOf; isOwn: boolean };

function listBlocks({ lines, total }: StaffList, { title, all, most, nameOf, isOwn }: Shown): StaffBlock[] {
  if (total === 0) return [];
  const more = total - Math.min(most, lines.length);
  return [
    section(`*${title}* (${total})`),
    ...lines.slice(0, most).flatMap((line) => [section(lineInWords(line, nameOf, isOwn)), lineButtons(line)]),
    ...(more > 0 ? [context(`${more} more: \`${all}\``)] : []),
  ];
}

function lineInWords(line: StaffLine, nameOf: NameOf, isOwn: boolean): string {
  const { id, ownerId, openedAt, priority } = line;
  const marks: Record<string, string> = { urgent: ':rotating_light: ', high: ':small_red_triangle: ' };
  const owner = isOwn ? '' : ` · ${ownerId ? `<@${ownerId}>` : 'nobody yet'}`;
  return `${marks[priority] ?? ''}*#${id}* ${requesterOf(line)}: ${wordsOf(line, nameOf)}\n${turnOf(line)}${owner} · asked ${dateOf(openedAt)}`;
}

/** Who asked, for a list; a person who is not in Slack has a name only. */
export function requesterOf({ requesterId, requesterName, organisation }: StaffLine): string {
  const who = isOutside(requesterId) ? `*${escapeText(requesterName ?? 'Somebody')}*` : `<@${requesterId}>`;
  return organisation ? `${who} (${escapeText(cut(organisation, 60))})` : who;
}

/** What was asked, on one line; nothing of what is private. */
function wordsOf({ text, isPrivate }: StaffLine, nameOf: NameOf): string {
  if (isPrivate) return ':lock: private';
  return (
    escapeText(
      cut(
        fromMessage(text ?? '', nameOf)
          .replaceAll(/\s+/g, ' ')
          .trim(),
        90,
      ),
    ) || '(no text)'
  );
}

/** Whose turn it is. */
function turnOf({ state, waitingOn, waitingFor, followUpAt, firstReplyAt }: StaffLine): string {
  if (state !== 'waiting') return firstReplyAt ? 'our turn' : 'our turn, unanswered';
  if (waitingOn === 'member') return 'the member’s turn';
  const whose = escapeText(cut(waitingFor ?? 'somebody else', 80));
  return `waits for ${whose}${followUpAt ? ` until ${dateOf(followUpAt)}` : ''}`;
}

function lineButtons({ id, state, isPrivate, requesterId }: StaffLine): Buttons {
  const value = String(id);
  const elements = [
    ...(state === 'open' ? [button(CLAIM_TICKET, 'Claim', value)] : []),
    ...(isPrivate ? [button(READ_TICKET, 'Read', value)] : []),
    ...(isOutside(requesterId) ? [] : [button(REPLY_TO_MEMBER, 'Reply', value)]),
    button(MORE_MOVES, 'More…', value),
  ];
  return { type: 'actions', block_id: `ticket:${id}`, elements };
}

function problemLine({ id, text, parts }: DeskBoard['problems'][number]): string {
  return `:warning: *#${id}* ${escapeText(cut(text.replaceAll(/\s+/g, ' '), 200))} (${parts} more ${parts === 1 ? 'request' : 'requests'})`;
}

function countsInWords({ open, claimed, waitingOnMember, waitingOnOther }: QueueCounts): string {
  return `In the queue: ${open} open, ${claimed} being looked after, ${waitingOnMember} waiting for the member, ${waitingOnOther} waiting for somebody else`;
}
