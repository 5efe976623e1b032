// WHAT FOLLOWS FROM ONE PERSON'S ANSWER: a request, opened by whoever was to read it. What follows from a whole wave is in bot/survey-actions.
import type { Deps } from '#bot/deps.ts';
import { type Desk, deskForStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { newTs } from '#bot/slack/timestamps.ts';
import { readingOf } from '#bot/survey-results/readers.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { openTicket } from '#bot/tickets/opening.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { findWave, type Wave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';

type Staff = { workspaceId: string; actorId: string };
type Answered = { waveId: number; responseId: string };

export type FollowUp = { ticketId: number; memberId: string };

/**
 * Opens a request for whoever gave these answers, at the desk of whoever read them, who has it from then on; once for each response.
 *
 * The answers stay where they are: a request is read by a desk's staff, and who reads these was promised when they were asked. So the
 * request says which survey it follows, whoever knows the answers looks after it, and after a confidential survey it is private.
 */
export async function openFollowUp(deps: Deps, staff: Staff, { waveId, responseId }: Answered): Promise<FollowUp> {
  const { workspaceId, actorId } = staff;
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'read who said what', { ...staff, waveId });
    const wave = await findWave(tx, workspaceId, waveId);
    const { desk } = await deskForStaff(tx, workspaceId, actorId);
    const isPrivate = wave.level === 'confidential';
    await requireHelping(tx, staff, desk, isPrivate);
    const memberId = await authorOf(tx, wave, responseId);
    const ticketId = await openFor(tx, deps, { staff, wave, desk, memberId, isPrivate, key: responseId });
    const detail = { response: responseId, ticket: ticketId };
    const at = deps.now();
    await recordSurveyEvent(tx, { workspaceId, surveyId: wave.surveyId, waveId, kind: 'ticket_opened', actorId, at, detail });
    return { ticketId, memberId };
  });
}

async function requireHelping(tx: Tx, staff: Staff, { id: deskId }: Desk, isPrivate: boolean): Promise<void> {
  await requireRight(tx, 'log a request', { ...staff, deskId });
  if (isPrivate && !(await hasRight(tx, 'answer a private request', { ...staff, deskId })))
    throw new UserError(
      'not_reader',
      'What follows from a confidential survey is a private request, and you are not among those who read these. A workspace admin can change that: `/rochdale setup`.',
    );
}

/** Whose response it is, held until the transaction ends, so that of two who press at once the second finds the request. */
async function authorOf(tx: Tx, { workspaceId, id: waveId, surveyId, state }: Wave, responseId: string): Promise<string> {
  const [author] = await tx.$queryRaw<{ memberId: string; isGone: boolean }[]>`
    select author.member_id as "memberId", member.deactivated_at is not null or coalesce(member.kind, 'member') = 'bot' as "isGone"
    from survey_author author
    left join member on member.workspace_id = author.workspace_id and member.id = author.member_id
    where author.workspace_id = ${workspaceId} and author.wave_id = ${waveId} and author.response_id = ${responseId}::uuid
    for update of author`;
  if (!author || (state !== 'open' && state !== 'closed'))
    throw new UserError('no_response', 'Those answers are not there any more. Please type `/survey results` again.');
  const before = await tx.surveyEvent.findFirst({
    where: { workspaceId, surveyId, waveId, kind: 'ticket_opened', detail: { path: ['response'], equals: responseId } },
  });
  const ticket = (before?.detail as { ticket?: number } | undefined)?.ticket;
  if (before) throw new UserError('follow_up_there', `There is a request after these answers already: #${ticket}.`);
  if (author.isGone) throw new UserError('switched_off', `The account of <@${author.memberId}> is switched off.`);
  return author.memberId;
}

type Opening = { staff: Staff; wave: Wave; desk: Desk; memberId: string; isPrivate: boolean; key: string };

async function openFor(tx: Tx, deps: Deps, { staff, wave, desk, memberId, isPrivate, key }: Opening): Promise<number> {
  const { workspaceId, actorId } = staff;
  const { name, words } = await readingOf(tx, wave, memberId);
  const at = deps.now();
  const ts = newTs(at, key);
  const ticketId = await openTicket(tx, deps, {
    workspaceId,
    deskId: desk.id,
    triageChannelId: desk.triageChannelId,
    requesterId: memberId,
    channelId: memberId,
    ts,
    threadTs: ts,
    text: escapeText(words.requests.afterSurvey(cut(name, 150))),
    files: [],
    editedTs: null,
    deletedAt: null,
    linkedToId: null,
    way: { via: 'survey', openedAt: at, talksInDm: true, isPrivate, loggedById: actorId, waveId: wave.id },
  });
  const known = await findTicket(tx, workspaceId, ticketId);
  await move(tx, deps, { workspaceId, ticketId, actorId }, { move: 'claim', at, known });
  await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
  return ticketId;
}
