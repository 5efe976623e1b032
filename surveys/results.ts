// What may be said of a wave. Everything that leaves this room goes through here, so that a screen, a file and a trend hide the same.
import type { Tx } from '#prisma/db.ts';
import { CountedWave, countWaves, isWritten } from './counting.ts';
import { countEarlier } from './earlier-waves.ts';
import type { Figures } from './figures.ts';
import { figuresOfAll, type Hidden, type Published, publish, publishAll, textsOfAll, whyHidden } from './publishing.ts';
import type { NpsByOrganisation } from './scoring.ts';
import { npsOfOrganisations, npsOfShownOrganisations, type Segment, segmentsOf } from './segments.ts';
import type { Question, Survey } from './survey.ts';

export type { Figures } from './figures.ts';
export type { Hidden } from './publishing.ts';
export type { Group, Segment } from './segments.ts';

export type QuestionResult = {
  question: Question;
  /** Null where `figures` (of text and long-text: `texts`) are there */
  hidden: Hidden | null;
  /** Null for text and long-text */
  figures: Figures | null;
  /** Of text and long-text, and of an `other`: how many people wrote something, where enough did (surveys/texts.ts has what) */
  texts: number | null;
  /** Of nps, one voice per organisation: of those whose own answers are shown, and null where these are fewer than two; live, of all */
  npsByOrganisation: NpsByOrganisation | null;
};

export type WaveResults = {
  wave: CountedWave;
  survey: Survey;
  /** Whom it was meant for, and those the invitation reached: the response rate is `responses` of `reached` */
  invited: number;
  reached: number;
  /** People who answered something: `complete` and, of named and confidential waves, `halfDone` */
  responses: number;
  complete: number;
  halfDone: number;
  /** Without thresholds, for confidants only: never to be shared, nor exported for others */
  isLive: boolean;
  /** Why there is nothing but these numbers (questions and segments are empty); null where the results are below */
  notYet: 'not sent' | 'still open' | 'withdrawn' | null;
  questions: QuestionResult[];
  segments: Segment[];
};

/**
 * What may be said of a wave: under its thresholds, and only once it is closed.
 *
 * `live` is for those who may read each answer anyway (the caller has checked it): at any time, and without thresholds. It changes nothing of an anonymous wave.
 */
export async function resultsOf(
  db: Tx,
  { workspaceId, waveId }: { workspaceId: string; waveId: number },
  { live = false }: { live?: boolean } = {},
): Promise<WaveResults> {
  const wave = CountedWave.parse(
    await db.surveyWave.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: waveId } } }),
  );
  const isLive = live && wave.level !== 'anonymous';
  const notYet = whyNotYet(wave, isLive);
  const [counts] = await countWaves(db, workspaceId, [wave]);
  if (!counts) throw new Error(`wave ${waveId} could not be counted`);
  const results = { wave, survey: counts.survey, isLive, notYet, ...(await responsesOf(db, workspaceId, wave)) };
  if (notYet !== null) return { ...results, questions: [], segments: [] };
  const published = isLive ? publishAll(counts) : publish(counts, await countEarlier(db, workspaceId, counts));
  const segments = await segmentsOf(db, workspaceId, published);
  const organisations = isLive ? await npsOfOrganisations(db, workspaceId, counts) : npsOfShownOrganisations(segments);
  const questions = counts.survey.questions.map((question) => ({
    ...resultOf(published, question),
    npsByOrganisation: organisations.get(question.id) ?? null,
  }));
  return { ...results, questions, segments };
}

function whyNotYet({ state }: CountedWave, isLive: boolean): WaveResults['notYet'] {
  if (state === 'withdrawn') return 'withdrawn';
  if (state === 'closed') return null;
  if (state !== 'open') return 'not sent';
  return isLive ? null : 'still open';
}

async function responsesOf(db: Tx, workspaceId: string, { id: waveId, invited }: CountedWave) {
  const reached = await db.surveyInvitation.count({ where: { workspaceId, waveId, state: 'asked' } });
  const complete = await db.surveyResponse.count({ where: { workspaceId, waveId, isComplete: true } });
  const halfDone = await db.surveyResponse.count({ where: { workspaceId, waveId, isComplete: false } });
  const responses = complete + halfDone;
  return { invited, reached: reachedBy(reached, responses), responses, complete, halfDone };
}

/** Whoever answered in a channel's post was reached by it, also if no message of their own did. */
export const reachedBy = (messages: number, responses: number): number => Math.max(messages, responses);

function resultOf(published: Published, question: Question): Omit<QuestionResult, 'npsByOrganisation'> {
  if (isWritten(question)) {
    const texts = textsOfAll(published, question);
    return { question, figures: null, ...(typeof texts === 'number' ? { hidden: null, texts } : { hidden: texts, texts: null }) };
  }
  const figures = figuresOfAll(published, question);
  const others = figures?.distribution.find(({ value }) => value === 'other')?.count ?? 0;
  const texts = others >= Math.max(1, published.rule.smallestTexts) ? others : null;
  return { question, hidden: figures ? null : whyHidden(published), figures, texts };
}
