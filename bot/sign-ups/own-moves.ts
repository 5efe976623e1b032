import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { fromMessage } from '#bot/slack/escape.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { moveSignUp } from './moves.ts';
import { held } from './offers.ts';
import type { SignUp, SignUpAction } from './sign-up.ts';
import { untilDone } from './turns.ts';

/** Takes back what has not become a seat yet. */
export async function cancelSignUp(deps: Deps, action: SignUpAction): Promise<SignUp> {
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    return moveSignUp(tx, deps, action, { move: 'cancel' });
  });
}

/** Gives a seat back; the next in line is offered it. */
export async function giveBack(deps: Deps, action: SignUpAction): Promise<SignUp> {
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    return moveSignUp(tx, deps, action, { move: 'give back', result: { endReason: 'given back' } });
  });
}

/** What an approver's question is answered with is no longer than this. */
const LONGEST_ANSWER = 3000;

/** Answers an approver's question; the decision goes on from where it was. */
export async function answerQuestion(deps: Deps, action: SignUpAction, text: string): Promise<SignUp> {
  const answer = text.trim().slice(0, LONGEST_ANSWER).toWellFormed();
  if (answer === '') throw new UserError('nothing_written', ({ refusals }) => refusals.writeFirst);
  return untilDone(deps.db, async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    return moveSignUp(tx, deps, action, { move: 'answer', detail: { answer } });
  });
}

type Written = {
  workspaceId: string;
  channelId: string;
  authorId: string;
  ts: string;
  threadTs: string | null;
  text: string;
  files: { name: string }[];
};

/** Takes what a member writes under an approver's question, or under their note while one is open, as the answer; false for all else. */
export async function hearAnswer(tx: Tx, deps: Deps, written: Written): Promise<boolean> {
  const { workspaceId, channelId, authorId, ts, threadTs } = written;
  const signUpId = await askedAbout(tx, written);
  const text = fromMessage(written.text).trim();
  const answer = [text, ...written.files.map(({ name }) => name)].filter((part) => part !== '').join('\n');
  if (signUpId === null || answer === '') return false;
  const action = { workspaceId, signUpId, actorId: authorId };
  const key = `sign-up-answer:${channelId}:${ts}`;
  // Heard again, it is the same answer and no request.
  if (await tx.saidMessage.findFirst({ where: { workspaceId, key }, select: { id: true } })) return true;
  if ((await held(tx, action)).state !== 'questioned') return false;
  if (!(await hasRight(tx, 'change a sign-up', action))) return false;
  const detail = { answer: answer.slice(0, LONGEST_ANSWER).toWellFormed() };
  await moveSignUp(tx, deps, action, { move: 'answer', detail });
  const { signUps } = await wordsFor(tx, workspaceId, authorId);
  const content = { kind: 'text', text: signUps.answerTaken(`S${signUpId}`) };
  await saySoon(tx, deps, workspaceId, { key, channelId, threadTs, content });
  return true;
}

/** The sign-up that the first message of a thread is about: a question of an approver's, or the note of how it stands. */
async function askedAbout(tx: Tx, { workspaceId, channelId, authorId, threadTs }: Written): Promise<number | null> {
  if (threadTs === null) return null;
  const [found] = await tx.$queryRaw<{ key: string }[]>`
    select key from said_message
    where workspace_id = ${workspaceId} and channel_id in (${channelId}, ${authorId}) and ts = ${threadTs} and key like 'approver-question:%'
    union all
    select key from owned_message
    where workspace_id = ${workspaceId} and channel_id in (${channelId}, ${authorId}) and ts = ${threadTs} and key like 'sign-up-note:%'
    limit 1`;
  const number = Number(found?.key.split(':')[1]);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
