import { randomBytes, randomUUID } from 'node:crypto';
import { codeFrom } from '#bot/mailbox/pick-up-codes.ts';
import { handleOf } from '#bot/mailbox/writing.ts';
import { secretsWith } from '#bot/secrets.ts';
import type { Tx } from '#prisma/db.ts';
import { TEST_KEY } from '#test/support/cooperative.ts';
import { A_PLAN } from '#test/support/surveys.ts';
import { CONFIDED, ONE_PAGE, type SurveyGiven, type SurveyThing } from './permission-survey-rows.ts';

/** In whatever is the other workspace's, which nobody in ours ever reads. */
export const ELSEWHERE = 'mockingbird';
/** Everybody else who was asked; they have answered. */
export const RESPONDENTS = Array.from({ length: 9 }, (_, index) => `U0RESPONDENT${index}`);
const NOT_SENT_YET = ['counting', 'ready', 'scheduled', 'dropped'];
const DAY_MS = 86_400_000;

/** Whose a thing is. */
export type Owning = {
  workspaceId: string;
  ownerId: string;
  coOwnerIds: string[];
  asked: string[];
  readerIds: string[];
  channelId: string;
  staffId: string;
  /** Of the other workspace: in its own words. */
  isElsewhere?: true;
};

export const isOut = ({ wave }: SurveyGiven) => !NOT_SENT_YET.includes(wave?.state ?? 'open');

type Writing = {
  tx: Tx;
  given: SurveyGiven;
  owning: Owning;
  key: { workspaceId: string };
  at: Date;
  words: <T>(value: T) => T;
  names: <T>(value: T) => T;
  /** Whose numbers it gets. */
  like: Partial<SurveyThing>;
};

/** Writes a survey with one wave, its answers, a letter and an action; under the numbers of `like`, where given. */
export async function writeThing(
  tx: Tx,
  given: SurveyGiven,
  owning: Owning,
  like: Partial<SurveyThing> = {},
): Promise<SurveyThing> {
  const { workspaceId, isElsewhere = false, ownerId, coOwnerIds, channelId, staffId } = owning;
  const words = <T>(value: T): T => inTheirWords(value, isElsewhere ? ELSEWHERE : (given.written ?? CONFIDED));
  const names = <T>(value: T): T => inTheirWords(value, isElsewhere ? ELSEWHERE : (given.called ?? CONFIDED));
  const at = new Date(Date.now() - 1000);
  const writing: Writing = { tx, given, owning, key: { workspaceId }, at, words, names, like };
  const { surveyId, definition } = await writeSurvey(writing);
  const waveId = await writeWave(writing, surveyId);
  const responseId = like.responseId ?? randomUUID();
  if (isOut(given)) await writeAnswers(writing, waveId, responseId);
  const letter = await writeLetter(writing, waveId);
  const actionId = await writeAction(writing, waveId);
  if (given.isOptedOut)
    await tx.surveyOptOut.createMany({ data: owning.asked.map((memberId) => ({ workspaceId, memberId, surveyId, at })) });
  const token = randomBytes(32).toString('base64url');
  return { surveyId, waveId, definition, ownerId, coOwnerIds, responseId, actionId, ...letter, token, channelId, staffId };
}

/** The same with other words where something was confided. */
export function inTheirWords<T>(value: T, said: string): T {
  const put = (one: unknown) => (typeof one === 'string' ? one.replaceAll(CONFIDED, () => said) : one);
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) => put(one)) as T;
}

const numbered = (id: number | undefined) => (id === undefined ? {} : { id });

async function writeSurvey({ tx, given, owning, key, at, names, like }: Writing) {
  const { ownerId, coOwnerIds } = owning;
  const definition = names(given.definition ?? ONE_PAGE);
  const kept = { ...names({ name: `Kept ${CONFIDED}` }), ownerId, coOwnerIds, createdAt: at, ...given.survey };
  const { id: surveyId } = await tx.survey.create({ data: { ...key, ...numbered(like.surveyId), ...kept } });
  await tx.surveyVersion.create({ data: { ...key, surveyId, version: 1, definition, savedAt: at, isAsked: isOut(given) } });
  return { surveyId, definition };
}

async function writeWave({ tx, given, owning, key, at, like }: Writing, surveyId: number): Promise<number> {
  const { ownerId, asked, readerIds } = owning;
  const state = given.wave?.state ?? 'open';
  const ends = { endsAt: new Date(at.getTime() + 14 * DAY_MS), ...(state === 'open' ? {} : { closedAt: at }) };
  const people = [...asked, ...RESPONDENTS];
  const { id: waveId } = await tx.surveyWave.create({
    data: {
      ...{ ...key, ...numbered(like.waveId), surveyId, version: 1, level: 'named', state, plan: A_PLAN, readerIds },
      ...{ asksNps: false, smallestGroup: 5, smallestTexts: 8, opensForDays: 14, hasMailbox: true, invited: people.length },
      ...{ createdById: ownerId, createdAt: at },
      ...(isOut(given) ? { openedAt: at, sentAt: at, ...ends } : { countedAt: at }),
      ...given.wave,
    },
  });
  const waiting = { state: given.isMissed ? 'missed' : 'waiting' };
  const invited = isOut(given) && !given.isMissed ? { state: 'asked', askedAt: at } : waiting;
  await tx.surveyInvitation.createMany({ data: people.map((memberId) => ({ ...key, waveId, memberId, ...invited })) });
  return waveId;
}

/** Nine who differ, the first of them under this id. */
async function writeAnswers(
  { tx, given, owning, key, at, words, names }: Writing,
  waveId: number,
  firstId: string,
): Promise<void> {
  const ids = RESPONDENTS.map((_, index) => (index === 0 ? firstId : randomUUID()));
  await tx.surveyResponse.createMany({
    data: ids.map((id, index) => ({
      ...{ ...key, waveId, id },
      answers: words({ recommend: index + 1, why: `${CONFIDED} ${index}`, channel: { chosen: ['web'] } }),
    })),
  });
  const theme = { ...names({ theme: CONFIDED }), responseId: firstId, questionId: 'why', taggedById: owning.ownerId };
  await tx.surveyTheme.create({ data: { ...key, waveId, ...theme } });
  if (given.wave?.level === 'anonymous') return;
  const authors = RESPONDENTS.map((memberId, index) => ({ memberId, responseId: ids[index] ?? '' }));
  await tx.surveyAuthor.createMany({ data: authors.map((one) => ({ ...key, waveId, ...one, begunAt: at, changedAt: at })) });
}

async function writeLetter({ tx, key, at, words, like }: Writing, waveId: number) {
  const secrets = secretsWith(TEST_KEY);
  const code = codeFrom(randomBytes(32));
  const codeHash = secrets.digest(code, `${key.workspaceId} pick-up code`).toString('base64url');
  const id = like.letterId ?? randomUUID();
  const letter = await tx.surveyLetter.create({ data: { ...key, id, waveId, codeHash, writtenOn: at } });
  const text = words(`${CONFIDED} letter`);
  await tx.surveyLetterText.create({ data: { ...key, letterId: id, position: 1, text, writtenOn: at } });
  return { letterId: id, code, handle: handleOf({ secrets }, letter) };
}

async function writeAction({ tx, owning, key, at, words, like }: Writing, waveId: number): Promise<number> {
  const { ownerId } = owning;
  const written = words({ said: `${CONFIDED} said`, doing: `${CONFIDED} done` });
  const facts = { waveId, ownerId, createdById: ownerId, createdAt: at, dueOn: new Date(at.getTime() + 30 * DAY_MS) };
  const { id } = await tx.surveyAction.create({ data: { ...key, ...numbered(like.actionId), ...written, ...facts } });
  return id;
}
