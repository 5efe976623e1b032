import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { fromMessage } from '#bot/slack/escape.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { show } from '#bot/tickets/moves.ts';
import { findTicket, type Ticket } from '#bot/tickets/ticket.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { NOT_SAME_HERE, SAME_HERE, SAME_HERE_MARKS } from './same-here-words.ts';

/** What is written in more words than this says something of its own, which staff should read. */
const MOST_WORDS = 12;

/** Whether a message says no more than that its author has the problem, too; as Slack encodes it. */
export function saysSameHere(text: string): boolean {
  const written = fromMessage(text).trim().toLowerCase();
  if (SAME_HERE_MARKS.some((mark) => written === mark)) return true;
  if (written.includes('?')) return false;
  const words = written
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (words.length > MOST_WORDS) return false;
  const said = ` ${words.join(' ')} `;
  const isOther = NOT_SAME_HERE.some((phrase) => said.includes(` ${phrase} `)) && !/ not | no | never /.test(said);
  return (
    !isOther &&
    SAME_HERE.some(
      (phrase) => said.startsWith(` ${phrase} `) || said.startsWith(` hi ${phrase} `) || said.startsWith(` hola ${phrase} `),
    )
  );
}

type Saying = { workspaceId: string; parentId: number; memberId: string };

/**
 * Counts somebody who has a known problem too, once; answers whether they are new.
 *
 * Throws a sentence for its own requester, who hears of it anyway, and when the problem is over.
 */
export async function saySameHere(deps: Deps, { workspaceId, parentId, memberId }: Saying): Promise<boolean> {
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'say same here', { workspaceId, actorId: memberId });
    const problem = await findTicket(tx, workspaceId, parentId);
    if (!isKnown(problem)) throw new UserError('problem_over', ({ knownProblems }) => knownProblems.overNow);
    if (await isTheirs(tx, problem, memberId)) throw new UserError('own_problem', ({ knownProblems }) => knownProblems.yourOwn);
    return count(tx, deps, problem, memberId);
  });
}

/** The same for what another member writes in the thread of a problem or of one of its parts; they are told that they will hear. */
export async function hearSameHere(
  tx: Tx,
  deps: Deps,
  ticket: Ticket,
  { authorId, text }: { authorId: string; text: string },
): Promise<void> {
  const parentId = ticket.problemSince ? ticket.id : ticket.partOfId;
  if (parentId === null || !saysSameHere(text)) return;
  const { workspaceId } = ticket;
  const problem = ticket.problemSince ? ticket : await findTicket(tx, workspaceId, parentId);
  if (!isKnown(problem) || (await isTheirs(tx, problem, authorId))) return;
  if (!(await count(tx, deps, problem, authorId))) return;
  const { knownProblems } = await wordsFor(tx, workspaceId, authorId);
  const content = { kind: 'text', text: knownProblems.noted };
  await saySoon(tx, deps, workspaceId, { key: `same-here:${parentId}:${authorId}`, channelId: authorId, content });
}

/** Who asked about the problem, or has a request that is part of it, is counted by that and hears of it there. */
async function isTheirs(tx: Tx, { workspaceId, id, requesterId }: Ticket, memberId: string): Promise<boolean> {
  if (requesterId === memberId) return true;
  return (await tx.ticket.count({ where: { workspaceId, partOfId: id, requesterId: memberId } })) > 0;
}

function isKnown({ state, problemSince }: Ticket): boolean {
  return problemSince !== null && IN_QUEUE.includes(state);
}

async function count(tx: Tx, deps: Deps, problem: Ticket, memberId: string): Promise<boolean> {
  const { workspaceId, id: ticketId } = problem;
  const { count: isNew } = await tx.sameHere.createMany({
    data: [{ workspaceId, ticketId, memberId, at: deps.now() }],
    skipDuplicates: true,
  });
  if (isNew === 1) await show(tx, deps, problem);
  return isNew === 1;
}
