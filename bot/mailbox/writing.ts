// WRITING TO US WITHOUT A NAME. Nothing here, nor anything it calls, keeps who wrote, nor a time finer than a day; what is wrong is
// answered and not thrown, since what is thrown is logged with the name of whoever met it.
import type { Deps, OutsideDeps } from '#bot/deps.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import type { Translated } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import { addText, endNow, type Letter, LONGEST_TEXT, type Thread, threadOf, todayIn, type Written } from './letter.ts';
import type { Pace } from './pace.ts';
import { codeFrom, readCode } from './pick-up-codes.ts';

export type Writer = { workspaceId: string; actorId: string };
type WriterDeps = Deps & Pick<OutsideDeps, 'secrets'>;

const DAY_MS = 86_400_000;
/** A letter can still be written for so long after the wave has closed. */
const OPEN_AFTER_CLOSE_DAYS = 30;
/** So many letters of one wave in a day, whoever they are of, since who wrote is not known. */
const MOST_LETTERS_A_DAY = 200;

/** Of `wave`: whether letters can be written. */
const takesSince = (now: Date): Date => new Date(now.getTime() - OPEN_AFTER_CLOSE_DAYS * DAY_MS);

/** A survey whose keepers somebody may write to, as it is called in their language. */
export type Mailbox = { waveId: number; name: string };

/** Where somebody may write without their name, the newest first: to the keepers of surveys in which they were asked. */
export async function mailboxesOf(tx: Tx, writer: Writer, now: Date): Promise<Mailbox[]> {
  const { workspaceId, actorId } = writer;
  await requireRight(tx, 'write without a name', writer);
  const found = await tx.$queryRaw<{ waveId: number; name: Translated; language: string; theirs: string }[]>`
    select wave.id as "waveId", asked.definition->'name' as name, asked.definition->>'language' as language,
      coalesce(member.language, workspace.language) as theirs
    from survey_invitation invitation
    join survey_wave wave on wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id
    join survey_version asked on asked.workspace_id = wave.workspace_id and asked.survey_id = wave.survey_id and asked.version = wave.version
    join workspace on workspace.id = invitation.workspace_id
    left join member on member.workspace_id = invitation.workspace_id and member.id = invitation.member_id
    where invitation.workspace_id = ${workspaceId} and invitation.member_id = ${actorId} and wave.has_mailbox
      and (wave.state = 'open' or wave.state = 'closed' and wave.closed_at > ${takesSince(now)})
    order by wave.id desc`;
  return found.map(({ waveId, name, language, theirs }) => ({ waveId, name: textIn(name, theirs, { language }) }));
}

/** The mailbox of one wave, for somebody who was asked in it; null when it takes no letters (any more). Throws for everybody else. */
export async function mailboxOf(tx: Tx, deps: Pick<Deps, 'now'>, writer: Writer, waveId: number): Promise<Mailbox | null> {
  await requireRight(tx, 'answer a survey', { ...writer, waveId });
  const all = await mailboxesOf(tx, writer, deps.now());
  return all.find((one) => one.waveId === waveId) ?? null;
}

/** `token` is in the writer's form only; the same one is the same letter, however often it is sent. */
type NewLetter = { waveId: number; token: string; text: string };

/**
 * Keeps a letter and answers its pick-up code, which is nowhere in the store. `closed`: the survey takes none; `full`: none today.
 *
 * The code follows from the form's token and a key outside the store, so that a form sent twice shows the same one.
 */
export async function writeLetter(
  deps: WriterDeps,
  writer: Writer,
  { waveId, token, text }: NewLetter,
): Promise<{ code: string } | 'closed' | 'full'> {
  const { workspaceId } = writer;
  const code = codeFrom(deps.secrets.digest(token, `${workspaceId} letter to ${waveId}`));
  const codeHash = hashOf(deps, workspaceId, code);
  return deps.db.$transaction(async (tx) => {
    if (!(await mailboxOf(tx, deps, writer, waveId))) return 'closed';
    // One after the other, so that the limit is exact; a wave that closes or is withdrawn waits.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`letters:${workspaceId}:${waveId}`}, 0))`;
    const on = await todayIn(tx, deps, workspaceId);
    const [letter] = await tx.$queryRaw<{ id: string }[]>`
      with wave as (
        select id from survey_wave
        where workspace_id = ${workspaceId} and id = ${waveId} and has_mailbox
          and (state = 'open' or state = 'closed' and closed_at > ${takesSince(deps.now())})
        for share
      )
      insert into survey_letter (workspace_id, wave_id, code_hash, written_on)
      select ${workspaceId}, wave.id, ${codeHash}, ${on}::date from wave
      where (
        select count(*) from survey_letter where workspace_id = ${workspaceId} and wave_id = ${waveId} and written_on = ${on}::date
      ) < ${MOST_LETTERS_A_DAY}
      on conflict do nothing returning id`;
    if (letter) {
      const first = { position: 1, letterId: letter.id, staffId: null, text: shortened(text), writtenOn: on };
      await tx.surveyLetterText.create({ data: { workspaceId, ...first } });
      return { code };
    }
    if (await letterWith(tx, workspaceId, codeHash)) return { code };
    return (await mailboxOf(tx, deps, writer, waveId)) ? 'full' : 'closed';
  });
}

/** The letter that a code opens. `slip`: it is mistyped; `unknown`: there is no letter with it; `too often`: tried too many in a minute. */
export async function pickUp(
  deps: WriterDeps,
  pace: Pace,
  writer: Writer,
  typed: string,
): Promise<Thread | 'slip' | 'unknown' | 'too often'> {
  const { workspaceId, actorId } = writer;
  await requireRight(deps.db, 'write without a name', writer);
  if (!pace(workspaceId, actorId)) return 'too often';
  const code = readCode(typed);
  if (code === null) return 'slip';
  // The same work whether or not there is one: its keyed hash is looked up whole.
  const letter = await letterWith(deps.db, workspaceId, hashOf(deps, workspaceId, code));
  return letter ? threadOf(deps.db, letter) : 'unknown';
}

function letterWith(tx: Tx, workspaceId: string, codeHash: string): Promise<Letter | null> {
  return tx.surveyLetter.findUnique({ where: { workspaceId_codeHash: { workspaceId, codeHash } } });
}

const hashOf = ({ secrets }: WriterDeps, workspaceId: string, code: string): string =>
  secrets.digest(code, `${workspaceId} pick-up code`).toString('base64url');

/** What stands for a letter in the form of whoever opened it with its code; nobody else can make it. */
export function handleOf({ secrets }: Pick<OutsideDeps, 'secrets'>, { workspaceId, id }: Letter): string {
  return secrets.seal(id, handPlace(workspaceId));
}

const handPlace = (workspaceId: string): string => `${workspaceId} letter in hand`;

/** The letter in somebody's hand; null when it is no letter any more, or never was one. */
export async function letterInHand(
  tx: Tx,
  deps: Pick<OutsideDeps, 'secrets'>,
  writer: Writer,
  handle: string,
): Promise<Letter | null> {
  const { workspaceId } = writer;
  await requireRight(tx, 'write without a name', writer);
  let id: string;
  try {
    id = deps.secrets.open(handle, handPlace(workspaceId));
  } catch {
    // Not sealed by us: the same to whoever sent it as a letter that is gone.
    return null;
  }
  return tx.surveyLetter.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
}

export type Own = { handle: string; position: number; text: string };

/** Adds what the writer says further, and answers how the letter is now; null when it is gone. */
export async function writeAgain(
  deps: WriterDeps,
  writer: Writer,
  { handle, position, text }: Own,
): Promise<{ outcome: Written; thread: Thread } | null> {
  return deps.db.$transaction(async (tx) => {
    const letter = await letterInHand(tx, deps, writer, handle);
    if (!letter) return null;
    const on = await todayIn(tx, deps, writer.workspaceId);
    const outcome = await addText(tx, letter, { position, staffId: null, text: shortened(text), on });
    return { outcome, thread: await threadOf(tx, letter) };
  });
}

/** Its writer needs no more; nobody is told who that was, nor when. */
export async function endOwn(deps: WriterDeps, writer: Writer, handle: string): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const letter = await letterInHand(tx, deps, writer, handle);
    if (letter) await endNow(tx, letter, await todayIn(tx, deps, writer.workspaceId));
  });
}

/** Slack's field takes no more; what comes otherwise is cut. */
const shortened = (text: string): string => [...text].slice(0, LONGEST_TEXT).join('');
