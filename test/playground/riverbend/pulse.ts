// The anonymous survey that was over before the demo's week: sent to everybody, answered by most, looked at, and what followed from it.
import { START_ANSWER } from '#bot/answering/action-ids.ts';
import { handIn } from '#bot/answering/responses.ts';
import type { Deps } from '#bot/deps.ts';
import { WRITE_LETTER } from '#bot/mailbox/action-ids.ts';
import { planLetterNews } from '#bot/mailbox/news.ts';
import { addAction } from '#bot/survey-actions/actions.ts';
import { askToTell } from '#bot/survey-actions/telling.ts';
import { tagText } from '#bot/survey-results/themes.ts';
import { setOwners } from '#bot/surveys/owners.ts';
import { createFrom } from '#bot/surveys/sources.ts';
import { saveDefinition } from '#bot/surveys/surveys.ts';
import { SEND_WAVE } from '#bot/waves/action-ids.ts';
import { planWave } from '#bot/waves/planning.ts';
import { SMALLEST_GROUP } from '#bot/waves/settings.ts';
import { invitationKey, waveCardKey } from '#bot/waves/wave.ts';
import type { Question } from '#surveys/survey.ts';
import { textsOf } from '#surveys/texts.ts';
import { type Moment, quiet, type Stage, topForm } from './play.ts';
import { pressWhenOffered, succeeds } from './pressing.ts';
import { pulseAnswers, THEMES } from './pulse-answers.ts';
import type { Organisation } from './riverbend.ts';

const DAY_MS = 24 * 3600 * 1000;
const OPEN_DAYS = 14;
const KEEPER = 'ines';
/** She answers, and writes a letter, as anybody does: through Slack. */
const WRITER = 'amina';

/** What is added to the ready survey. */
const RECOMMEND: Question = {
  id: 'recommend',
  kind: 'nps',
  label: {
    en: 'How likely are you to recommend Riverbend to an organisation like yours?',
    es: '¿Con qué probabilidad recomendarías Riverbend a una organización como la tuya?',
  },
  isRequired: true,
};

/** From when on it is played: three weeks before the demo's. */
export function pulseBegins({ instantOf }: Pick<Stage, 'instantOf'>): Date {
  return daysAfter(instantOf('tue 10:00'), -21);
}

const daysAfter = (at: Date, days: number) => new Date(at.getTime() + days * DAY_MS);

/** What is done about it before the demo's week, and in it; it closes by itself. */
export function pulseMoments(stage: Stage): Moment[] {
  const { deps, riverbend, instantOf, until } = stage;
  const begins = pulseBegins(stage);
  const keeper = { workspaceId: riverbend.workspaceId, actorId: riverbend.ids[KEEPER] };
  let waveId = 0;
  return [
    {
      at: begins,
      run: async () => {
        waveId = await plan(deps, keeper, riverbend.ids.rosa);
        await quiet(stage);
        await pressWhenOffered(stage, keeper.actorId, waveCardKey(waveId), SEND_WAVE);
      },
    },
    { at: new Date(begins.getTime() + 70 * 60_000), run: () => answerInSlack(stage, waveId) },
    { at: daysAfter(begins, 2), run: () => answer(stage, waveId) },
    { at: daysAfter(begins, OPEN_DAYS + 1), run: () => findThemes(deps, keeper, waveId) },
    {
      at: daysAfter(begins, OPEN_DAYS + 3),
      run: async () => {
        const action = {
          said: 'You hear of changes to our shared tools too late, some of you only when something stops working.',
          doing: 'We announce every change a week before, in #general and by mail, and say whom to ask.',
          ownerId: riverbend.ids.devon,
          dueOn: daysAfter(until, 9).toISOString().slice(0, 10),
        };
        const problems = await addAction(deps, keeper, waveId, action);
        if (problems.length > 0) throw new Error(`no action was added: ${problems.map(({ sentence }) => sentence).join(' ')}`);
        const { id } = await deps.db.surveyAction.findFirstOrThrow({ where: { workspaceId: keeper.workspaceId, waveId } });
        await askToTell(deps, keeper, id);
      },
    },
    { at: instantOf('thu 16:20'), run: () => writeLetter(stage, waveId) },
    // By the real clock this is planned every hour, which nobody waits for here.
    { at: instantOf('fri 09:20'), run: () => planLetterNews(deps) },
  ];
}

type Keeper = { workspaceId: string; actorId: string };

async function plan(deps: Deps, keeper: Keeper, coOwnerId: string): Promise<number> {
  const created = await createFrom(deps, keeper, { source: 'ready:member-pulse', name: '', language: 'en' });
  if ('problems' in created) throw new Error(`the pulse could not be made: ${JSON.stringify(created.problems)}`);
  const surveyId = created.survey.id;
  await saveDefinition(deps, keeper, surveyId, {
    what: 'question',
    change: (survey) => ({ ...survey, questions: survey.questions.toSpliced(1, 0, RECOMMEND) }),
  });
  const seen = { ownerId: keeper.actorId, coOwnerIds: [] };
  await setOwners(deps, keeper, surveyId, { wanted: { ...seen, coOwnerIds: [coOwnerId] }, seen });
  return planWave(
    deps,
    { ...keeper, surveyId },
    {
      level: 'anonymous',
      readerIds: [],
      bands: ['size', 'region'],
      smallestGroup: SMALLEST_GROUP.usual,
      plan: {
        audience: { kind: 'organisations', ids: [], voice: 'people' },
        takesGuests: false,
        takesStrangers: false,
        timing: 'at once',
        reminders: 0,
        channelIds: [],
      },
      startsAt: null,
      opensForDays: OPEN_DAYS,
      repeats: null,
      hasMailbox: true,
    },
  );
}

/** One of them through Slack, page by page. */
async function answerInSlack(stage: Stage, waveId: number): Promise<void> {
  const { slack, riverbend } = stage;
  const person = riverbend.ids[WRITER];
  const [answers] = pulseAnswers('harbor');
  await pressWhenOffered(stage, person, invitationKey(waveId, person), START_ANSWER);
  const { 'help-why': why = '', ...ratings } = answers ?? {};
  const firstPage = Object.entries(ratings).map(([question, value]) => [`q:${question}`, String(value)]);
  await slack.submit(person, topForm(slack, person), Object.fromEntries(firstPage));
  await slack.submit(person, topForm(slack, person), { 'q:help-why': String(why) });
  await slack.closeViews(person);
}

/** The others by the rule that their forms call. */
async function answer({ deps, riverbend }: Stage, waveId: number): Promise<void> {
  const { workspaceId, ids } = riverbend;
  const asked = await deps.db.surveyInvitation.findMany({
    where: { workspaceId, waveId, hasAnswered: false },
    orderBy: { memberId: 'asc' },
  });
  for (const [organisation, people] of Map.groupBy(asked, ({ organisationId }) => organisationId as Organisation)) {
    const wasInSlack = organisation === 'harbor' ? 1 : 0;
    for (const [index, answers] of pulseAnswers(organisation).slice(wasInSlack).entries()) {
      const actorId = people[index]?.memberId ?? ids[WRITER];
      const isTaken = await handIn(deps, { workspaceId, waveId, actorId }, answers, undefined);
      if (!isTaken) throw new Error(`an answer of ${organisation} was not taken`);
    }
  }
}

async function findThemes(deps: Deps, keeper: Keeper, waveId: number): Promise<void> {
  const { workspaceId, actorId } = keeper;
  const question = 'one-thing';
  const which = { workspaceId, waveId, questionId: question };
  const page = await textsOf(deps.db, which, { readerId: actorId, size: 100 });
  const texts = page.hidden === null ? page.texts : [];
  for (const [theme, beginnings] of Object.entries(THEMES)) {
    for (const beginning of beginnings) {
      const key = texts.find(({ text }) => text.startsWith(beginning))?.key;
      if (key === undefined) throw new Error(`nobody wrote “${beginning}”`);
      await tagText(deps, keeper, { waveId, page: 0, question, key }, { add: [theme], remove: [] });
    }
  }
}

async function writeLetter({ slack, riverbend }: Stage, waveId: number): Promise<void> {
  const person = riverbend.ids[WRITER];
  await slack.command(person, riverbend.channels.general, '/survey', 'pick-up');
  const view = { view: topForm(slack, person) };
  await succeeds(slack.press(person, view, { actionId: WRITE_LETTER, value: String(waveId) }), WRITE_LETTER);
  await slack.submit(person, topForm(slack, person), {
    'Your letter':
      'Our clinic gets its answers quickly, thank you. But in the last two meetings the same three people spoke, and I did not dare to disagree. Could we vote on paper?',
  });
  await slack.closeViews(person);
}
