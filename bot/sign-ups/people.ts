import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { findTool, type Tool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { requireEnoughAtAll } from './asking.ts';
import { recordSignUpEvent } from './events.ts';
import { HOLDS_A_SEAT, isOpen } from './life.ts';
import { moveSignUp, refusalOf, showSignUp } from './moves.ts';
import { held } from './offers.ts';
import { offerSeats, seatsFor, seatsOf, warnOfFewSeats } from './seats.ts';
import { findSignUp, peopleOf, type SignUp, type SignUpAction, signUpCardKey } from './sign-up.ts';
import { peopleFor } from './subjects.ts';
import { untilDone } from './turns.ts';

/** Tells staff, under the card, who came and who went. */
export const PEOPLE_CHANGED = 'sign-up-people-changed';

/**
 * Makes the people of an organisation's sign-up those named, and answers how many came and went.
 *
 * Where each takes a seat the seats follow: more need as many free ones, and what becomes free goes to the next in line.
 */
export async function changePeople(
  deps: Deps,
  action: SignUpAction,
  named: readonly string[],
): Promise<{ added: number; removed: number }> {
  const { workspaceId, signUpId, actorId } = action;
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    const signUp = await held(tx, action);
    const tool = await findTool(tx, workspaceId, signUp.toolId);
    if (!isOpen(signUp.state)) throw refusalOf('over');
    if (tool.subject !== 'organisation') throw new UserError('no_people', ({ signUps }) => signUps.noPeopleHere);
    const before = await peopleOf(tx, signUp);
    const after = await peopleFor(tx, signUp, named);
    const added = after.filter((who) => !before.includes(who));
    const removed = before.filter((who) => !after.includes(who));
    if (added.length + removed.length === 0) return { added: 0, removed: 0 };
    const seats = seatsFor(tool, after.length);
    await requireSeats(tx, tool, signUp, seats);
    const at = deps.now();
    await tx.signUpPerson.deleteMany({ where: { workspaceId, signUpId, who: { in: removed } } });
    await tx.signUpPerson.createMany({
      data: added.map((who) => ({ workspaceId, signUpId, who, addedById: actorId, addedAt: at })),
      skipDuplicates: true,
    });
    await tx.signUp.updateMany({ where: { workspaceId, id: signUpId }, data: { seats } });
    const detail = { added: added.length, removed: removed.length };
    await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'people_changed', actorId, at, detail });
    // With fewer people it may fit into what is free.
    if (signUp.state === 'waiting' && seats < signUp.seats) await offerSeats(tx, deps, tool, moveSignUp);
    if (HOLDS_A_SEAT.includes(signUp.state)) {
      if (seats < signUp.seats) await offerSeats(tx, deps, tool, moveSignUp);
      if (seats !== signUp.seats) await warnOfFewSeats(tx, deps, tool);
      await tellStaff(tx, deps, tool, { signUp, actorId, added, removed });
    }
    await showSignUp(tx, deps, tool, await findSignUp(tx, workspaceId, signUpId));
    return detail;
  });
}

/** Those who have seats need as many free ones for more people; those who still wait are seated with all of theirs or not yet. */
async function requireSeats(tx: Tx, tool: Tool, signUp: SignUp, seats: number): Promise<void> {
  const more = seats - signUp.seats;
  // Fewer may be named also where the tool has fewer seats by now than they have.
  if (more <= 0) return;
  requireEnoughAtAll(tool, seats);
  if (!HOLDS_A_SEAT.includes(signUp.state)) return;
  const { taken, cap } = await seatsOf(tx, tool);
  const free = cap === null ? Number.POSITIVE_INFINITY : cap - taken;
  const own = tool.seatCapPerOrganisation;
  const ownFree = own === null || signUp.organisationId === null ? free : own - (await takenBy(tx, tool, signUp.organisationId));
  const left = Math.max(0, Math.min(free, ownFree));
  if (more > left) throw new UserError('no_free_seats', ({ signUps }) => signUps.noFreeSeats(left));
}

async function takenBy(tx: Tx, { workspaceId, id: toolId }: Tool, organisationId: string): Promise<number> {
  const { _sum } = await tx.signUp.aggregate({
    where: { workspaceId, toolId, organisationId, state: { in: [...HOLDS_A_SEAT] } },
    _sum: { seats: true },
  });
  return _sum.seats ?? 0;
}

type Change = { signUp: SignUp; actorId: string; added: string[]; removed: string[] };

async function tellStaff(tx: Tx, deps: Deps, tool: Tool, { signUp, actorId, added, removed }: Change): Promise<void> {
  const { workspaceId, id } = signUp;
  const channelId = tool.channelId ?? (await deskOf(tx, workspaceId, tool.deskId)).triageChannelId;
  const changes = await tx.signUpEvent.count({ where: { workspaceId, signUpId: id, kind: 'people_changed' } });
  await saySoon(tx, deps, workspaceId, {
    key: `people-changed:${id}:${changes}`,
    channelId,
    underKey: signUpCardKey(id),
    content: { kind: PEOPLE_CHANGED, signUpId: id, actorId, added: added.join(' '), removed: removed.join(' ') },
  });
}
