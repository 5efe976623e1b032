import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { wordsIn } from '#bot/words/words.ts';
import { type Answers, Survey } from '#surveys/survey.ts';
import { type Asked, askedIn, type Reader } from './asked.ts';
import { keepPage } from './kept.ts';
import type { Place, Preview, PreviewPlace, WavePlace } from './place.ts';
import { type Answering, handIn } from './responses.ts';
import { dropSitting, keepSitting, newToken, openSitting } from './sitting.ts';
import { readPage } from './typed.ts';
import { END, firstAt, isLastPage, missingAt, nextAt, openAt, type Page, pageAt, previousAt, withPage } from './walking.ts';

type Actor = { workspaceId: string; actorId: string };

/** Why there is no page (any more) to fill in. */
export type Note = 'closed' | 'withdrawn' | 'not open yet' | 'opted out' | 'answered before' | 'gone';

/** A survey as somebody goes through it; `asked` is null while staff only look at it. */
export type Walk = { survey: Survey; reader: Reader; asked: Asked | null };

/** What the form shows next. */
export type Screen =
  | { kind: 'page'; walk: Walk; place: Place; answers: Answers; hint?: 'moved on' | 'still missing' }
  | { kind: 'thanks'; walk: Walk }
  | { kind: 'note'; walk: Walk; note: Note };

/** Opens the form of a survey where somebody left it, or from its first page on. */
export async function start(deps: Deps, answering: Answering, from: 'where they were' | 'first page'): Promise<Screen> {
  const walk = await walkOf(deps, answering);
  if ('kind' in walk) return walk;
  const { survey, asked } = walk;
  const { waveId } = answering;
  if (asked.wave.level === 'anonymous')
    return { kind: 'page', walk, place: { waveId, at: firstAt(survey), token: newToken() }, answers: {} };
  const answers = asked.kept?.answers ?? {};
  const goesOn = from === 'where they were' && !asked.kept?.isComplete;
  return { kind: 'page', walk, place: { waveId, at: goesOn ? openAt(survey, answers) : firstAt(survey) }, answers };
}

/** Opens the form for somebody on staff who wants to see it: nothing they fill in is kept. */
export async function startPreview(deps: Deps, actor: Actor, preview: Preview): Promise<Screen> {
  const walk = await previewOf(deps, actor, preview);
  return { kind: 'page', walk, place: { ...preview, at: firstAt(walk.survey), token: newToken() }, answers: {} };
}

type WaveWalk = Walk & { asked: Asked };

async function walkOf(deps: Deps, answering: Answering): Promise<WaveWalk | Screen> {
  await requireRight(deps.db, 'answer a survey', answering);
  const { workspaceId, waveId, actorId: memberId } = answering;
  const asked = await askedIn(deps.db, { workspaceId, waveId, memberId });
  if (!asked) throw new UserError('not_asked', (words) => words.answering.notAsked);
  const walk = { survey: asked.survey, reader: asked.reader, asked };
  const note = noteOn(asked);
  return note ? { kind: 'note', walk, note } : walk;
}

function noteOn({ wave, optedOut, hasAnswered }: Asked): Note | undefined {
  if (wave.state === 'closed' || wave.state === 'withdrawn') return wave.state;
  if (wave.state !== 'open') return 'not open yet';
  if (optedOut) return 'opted out';
  return wave.level === 'anonymous' && hasAnswered ? 'answered before' : undefined;
}

async function previewOf(deps: Deps, { workspaceId, actorId }: Actor, preview: Preview): Promise<Walk> {
  await requireRight(deps.db, 'build surveys', { workspaceId, actorId });
  const { surveyId, version, language } = preview;
  const row = await deps.db.surveyVersion.findUnique({
    where: { workspaceId_surveyId_version: { workspaceId, surveyId, version } },
  });
  if (!row) throw new UserError('no_survey', 'That survey cannot be found. Please type `/survey` again.');
  const survey = Survey.parse(row.definition);
  if (survey.questions.length === 0)
    throw new UserError('no_questions', 'There is nothing to see yet. Please add a question first.');
  return { survey, reader: { words: wordsIn(language), language }, asked: null };
}

type Sent = Screen | { errors: Record<string, string> };

/** Takes a page as it was filled in and goes on to what follows it; or says what is wrong with it, field by field. */
export async function sendPage(deps: Deps, actor: Actor, place: Place, values: unknown): Promise<Sent> {
  if (!('waveId' in place)) return sendSealed(deps, actor, await previewOf(deps, actor, place), place, values);
  const walk = await walkOf(deps, { ...actor, waveId: place.waveId });
  if ('kind' in walk) return walk;
  if (walk.asked.wave.level === 'anonymous') return sendSealed(deps, actor, walk, place, values);
  const { survey, reader, asked } = walk;
  const page = pageAt(survey, asked.kept?.answers ?? {}, place.at);
  if (!page) return movedOn(walk, place, asked.kept?.answers ?? {});
  const { answers: typed, errors } = readPage(page.questions, values, reader.words);
  if (Object.keys(errors).length > 0) return { errors };
  const filled = { questions: page.questions, answers: typed, at: place.at };
  const { answers } = await keepPage(deps, { ...actor, waveId: place.waveId }, () => filled);
  const next = nextAt(survey, answers, place.at);
  if (next !== null) return { kind: 'page', walk, place: { ...place, at: next }, answers };
  const missing = missingAt(survey, answers);
  if (missing === null) return { kind: 'thanks', walk };
  return { kind: 'page', walk, place: { ...place, at: missing }, answers, hint: 'still missing' };
}

/** Goes a page back. What was filled in is kept like on the way on, as far as it can be. */
export async function goBack(deps: Deps, actor: Actor, place: Place, values: unknown): Promise<Screen> {
  if (!('waveId' in place)) return goBackSealed(deps, actor, await previewOf(deps, actor, place), place, values);
  const walk = await walkOf(deps, { ...actor, waveId: place.waveId });
  if ('kind' in walk) return walk;
  if (walk.asked.wave.level === 'anonymous') return goBackSealed(deps, actor, walk, place, values);
  const before = walk.asked.kept?.answers ?? {};
  const page = pageAt(walk.survey, before, place.at);
  if (!page) return movedOn(walk, place, before);
  const filled = { questions: page.questions, answers: usable(walk, page, before, values) };
  const { answers } = await keepPage(deps, { ...actor, waveId: place.waveId }, () => filled);
  return { kind: 'page', walk, place: { ...place, at: previousAt(walk.survey, answers, place.at) ?? place.at }, answers };
}

function movedOn(walk: Walk, place: Place, answers: Answers): Screen {
  return { kind: 'page', walk, place: { ...place, at: openAt(walk.survey, answers) }, answers, hint: 'moved on' };
}

/** What was filled in and can be kept; where it cannot, what was there before. */
function usable({ reader }: Walk, { questions }: Page, before: Answers, values: unknown): Answers {
  const { answers, refused } = readPage(questions, values, reader.words);
  const old = Object.entries(before).filter(([id]) => refused.includes(id));
  return { ...Object.fromEntries(old), ...answers };
}

type SealedPlace = (WavePlace | PreviewPlace) & { token: string };

const isSealed = (place: Place): place is SealedPlace => place.token !== undefined;

/** Undefined when there is nothing any more that this form opens; before its first page is sent, nothing was answered. */
async function sealedAnswers(
  deps: Deps,
  { workspaceId }: Actor,
  { survey }: Walk,
  place: SealedPlace,
): Promise<Answers | undefined> {
  const answers = await openSitting(deps.db, { workspaceId, place });
  return answers ?? (place.at === firstAt(survey) ? {} : undefined);
}

/** What was answered on the way is gone with the answer, too: the same form sent twice is told that it has arrived. */
async function goneNote(deps: Deps, { workspaceId, actorId: memberId }: Actor, walk: Walk): Promise<Screen> {
  const { wave } = walk.asked ?? {};
  const now = wave && (await askedIn(deps.db, { workspaceId, waveId: wave.id, memberId }));
  return { kind: 'note', walk, note: (now && noteOn(now)) ?? 'gone' };
}

async function sendSealed(deps: Deps, actor: Actor, walk: Walk, place: Place, values: unknown): Promise<Sent> {
  const { workspaceId } = actor;
  const { survey, reader } = walk;
  const before = isSealed(place) ? await sealedAnswers(deps, actor, walk, place) : undefined;
  if (!isSealed(place) || before === undefined) return goneNote(deps, actor, walk);
  if (place.at === END) return finish(deps, actor, walk, place, before);
  const page = pageAt(survey, before, place.at);
  if (!page) return movedOn(walk, place, before);
  const { answers: typed, errors } = readPage(page.questions, values, reader.words);
  if (Object.keys(errors).length > 0) return { errors };
  const answers = withPage(survey, before, page.questions, typed);
  // Only where the button said so is anything final.
  if (isLastPage(survey, before, page)) return finish(deps, actor, walk, place, answers);
  await keepSitting(deps, { workspaceId, place }, answers);
  return { kind: 'page', walk, place: { ...place, at: nextAt(survey, answers, place.at) ?? END }, answers };
}

async function finish(deps: Deps, actor: Actor, walk: Walk, place: SealedPlace, answers: Answers): Promise<Screen> {
  const { workspaceId } = actor;
  const missing = missingAt(walk.survey, answers);
  if (missing !== null) {
    await keepSitting(deps, { workspaceId, place }, answers);
    return { kind: 'page', walk, place: { ...place, at: missing }, answers, hint: 'still missing' };
  }
  if (!('waveId' in place)) {
    await dropSitting(deps.db, { workspaceId, place });
    return { kind: 'thanks', walk };
  }
  const isTaken = await handIn(deps, { ...actor, waveId: place.waveId }, answers, place.token);
  return isTaken ? { kind: 'thanks', walk } : goneNote(deps, actor, walk);
}

async function goBackSealed(deps: Deps, actor: Actor, walk: Walk, place: Place, values: unknown): Promise<Screen> {
  const { workspaceId } = actor;
  const before = isSealed(place) ? await sealedAnswers(deps, actor, walk, place) : undefined;
  if (!isSealed(place) || before === undefined) return goneNote(deps, actor, walk);
  const page = place.at === END ? undefined : pageAt(walk.survey, before, place.at);
  const answers = page ? withPage(walk.survey, before, page.questions, usable(walk, page, before, values)) : before;
  if (page) await keepSitting(deps, { workspaceId, place }, answers);
  return { kind: 'page', walk, place: { ...place, at: previousAt(walk.survey, answers, place.at) ?? place.at }, answers };
}
