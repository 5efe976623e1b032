import { describe, expect, it } from 'vitest';
import type { Asked, Reader } from '#bot/answering/asked.ts';
import { channelPost, invitationMessage, reminderMessage, testMessage } from '#bot/answering/invitation.ts';
import { homeSurveys, ownSurveysPage } from '#bot/answering/own-surveys.ts';
import { screenView } from '#bot/answering/pages.ts';
import type { Note, Screen } from '#bot/answering/steps.ts';
import { END } from '#bot/answering/walking.ts';
import { wordsIn } from '#bot/words/words.ts';
import { pagesOf } from '#surveys/showing.ts';
import { type Answers, LEVELS, MOST, QUESTION_KINDS, type Question, type Survey } from '#surveys/survey.ts';
import { LEA, MAYA, MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { A_PLAN, aSurvey } from '#test/support/surveys.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

const reader = (language: string): Reader => ({ words: wordsIn(language), language });

function anAsked(changes: Partial<Asked> = {}, wave: Partial<Asked['wave']> = {}): Asked {
  return {
    wave: {
      workspaceId: WORKSPACE,
      id: 7,
      surveyId: 3,
      version: 1,
      level: 'named',
      state: 'open',
      plan: A_PLAN,
      asksNps: true,
      bands: [],
      readerIds: [],
      smallestGroup: 5,
      smallestTexts: 8,
      createdById: LEA,
      createdAt: MONDAY_TEN,
      startsAt: null,
      opensForDays: 14,
      endsAt: MONDAY_TEN,
      countedAt: null,
      openedAt: MONDAY_TEN,
      sentAt: MONDAY_TEN,
      closedAt: null,
      invited: 2,
      skipped: {},
      repeats: null,
      previousWaveId: null,
      hasMailbox: true,
      counts: 1,
      ...wave,
    },
    survey: aSurvey(),
    memberId: MAYA,
    keeperIds: [LEA],
    hasAnswered: false,
    kept: null,
    optedOut: null,
    reader: reader('en'),
    ...changes,
  };
}

const textOf = (asked: Asked) => {
  const message = invitationMessage(asked);
  return message === 'nothing' ? 'nothing' : `${message.text}\n${JSON.stringify(message.blocks)}`;
};

describe('the promise on the first screen', () => {
  it('names who reads, where there are names', () => {
    expect(textOf(anAsked())).toContain('Whoever runs this survey and our leads read what you answer');
    expect(textOf(anAsked())).toContain(`It is run by <@${LEA}> now.`);
    expect(textOf(anAsked({}, { level: 'confidential', readerIds: ['U0ONE', 'U0TWO'] }))).toContain(
      'Only <@U0ONE> and <@U0TWO> can read who answered what.',
    );
  });

  it('says of an anonymous survey exactly what holds, from when, and what can be exported', () => {
    const text = textOf(anAsked({}, { level: 'anonymous', bands: ['region', 'size'] }));

    for (const sentence of [
      'Nobody who uses this bot can see who said what, from the moment you send it.',
      'When the survey closes, all answers are stored anew in random order.',
      'After that, somebody with our database cannot see it either.',
      'Until then, they could work it out, and later only from a copy made before.',
      'You answer in one sitting, and what you send is final: it cannot be changed.',
      'Those show that you were asked, and whether we reminded you, but not what you answer in the form.',
      'Results are shown by region and by size of organisation, never for fewer than 5 people.',
      'among at least 8 texts in random order.',
    ])
      expect(text).toContain(sentence);
  });

  it('of every level says that what one writes oneself is read word for word, and among how many texts', () => {
    for (const level of ['named', 'confidential'] as const) {
      const texts = anAsked({}, { level, readerIds: [LEA], smallestTexts: 20 });
      expect(textOf(texts)).toContain('Our staff read what you write yourself word for word, without names.');
      expect(textOf(texts)).toContain('at least 20 texts');
    }
  });

  it('of a confidential survey whose readers have left does not name others', () => {
    const text = textOf(anAsked({}, { level: 'confidential', readerIds: [] }));

    expect(text).toContain('Those who could read who answered what have left, and nobody else can.');
  });

  it('has the way out beside it, which asks for nothing but one press', () => {
    const text = textOf(anAsked());

    expect(text).toContain('No more of this survey');
    expect(text).toContain('No surveys at all');
    expect(text).not.toContain('"confirm"');
  });

  it('says that what is answered in the message can be exported with it, and where nothing is, that only this can be: who has answered', () => {
    const texts = aSurvey({ questions: [{ id: 'a', kind: 'text', label: { en: 'Why?' }, isRequired: false }] });

    expect(textOf(anAsked())).toContain('Those show your answer to the first question, and none of the others.');
    expect(textOf(anAsked({ survey: texts }))).toContain('how far you have answered, but none of your answers.');
  });
});

describe('the question in the message', () => {
  const asking = (question: Question, level: Asked['wave']['level'] = 'named') => {
    const message = invitationMessage(anAsked({ survey: aSurvey({ questions: [question] }) }, { level }));
    const json = JSON.stringify(message);
    return [...json.matchAll(/"action_id":"answering\.here-\d+","text":\{"type":"plain_text","text":"([^"]*)"/g)].map(
      ([, label]) => label,
    );
  };
  const of = (kind: Question['kind']) => aSurvey().questions.find((one) => one.kind === kind)!;
  const choice = of('choice') as Extract<Question, { kind: 'choice' }>;

  it('has a button for every answer there is', () => {
    expect(asking(of('nps'))).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(asking(of('scale'))).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(asking(of('rating'))).toEqual(['Very unhappy', 'Unhappy', 'Neither happy nor unhappy', 'Happy', 'Very happy']);
    expect(asking(of('yes-no'))).toEqual(['Yes', 'No']);
    expect(asking(choice)).toEqual(['A friend', 'The web']);
  });

  it('is not there where buttons do not do, nor in an anonymous survey', () => {
    const many = Array.from({ length: 11 }, (_, index) => ({ id: `o${index}`, label: { en: `Option ${index}` } }));
    const long = [{ id: 'one', label: { en: 'x'.repeat(41) } }];

    for (const question of [
      of('text'),
      of('number'),
      of('date'),
      of('many'),
      { ...choice, options: many },
      { ...choice, options: long },
    ])
      expect(asking(question)).toEqual([]);
    expect(asking(of('nps'), 'anonymous')).toEqual([]);
  });
});

describe.each(['𝔘<', '&'])('however much staff have written (%s)', (letters) => {
  const long = (most: number) => letters.repeat(most).slice(0, Math.floor(most / letters.length) * letters.length);
  const both = (most: number) => ({ en: long(most), es: long(most) });
  const question = (index: number): Question => {
    const common = {
      id: `question-${index}-${'x'.repeat(20)}`,
      label: both(MOST.label),
      help: both(MOST.help),
      isRequired: index % 2 === 0,
    };
    const kind = QUESTION_KINDS[index % QUESTION_KINDS.length]!;
    const options = Array.from({ length: MOST.options }, (_, option) => ({ id: `option-${option}`, label: both(MOST.option) }));
    switch (kind) {
      case 'rating':
        return { ...common, kind, points: Array.from({ length: 5 }, () => both(MOST.point)) };
      case 'scale':
        return { ...common, kind, from: 0, to: 10, low: both(MOST.point), high: both(MOST.point) };
      case 'choice':
      case 'many':
        return { ...common, kind, options, hasOther: true };
      default:
        return { ...common, kind };
    }
  };
  const survey: Survey = {
    name: both(MOST.name),
    intro: both(MOST.intro),
    thanks: both(MOST.intro),
    language: 'en',
    questions: Array.from({ length: MOST.questions }, (_, index) => question(index)),
  };
  const answers: Answers = Object.fromEntries(
    survey.questions.map(({ id, kind }) => {
      const other = 'x'.repeat(300);
      if (kind === 'choice') return [id, { chosen: [], other }];
      if (kind === 'many')
        return [id, { chosen: Array.from({ length: MOST.options }, (_, option) => `option-${option}`), other }];
      if (kind === 'text' || kind === 'long-text') return [id, '漢'.repeat(kind === 'text' ? 300 : MOST.text)];
      if (kind === 'yes-no') return [id, 'yes'];
      return [id, kind === 'date' ? '2026-03-02' : kind === 'number' ? -123456.789 : 5];
    }),
  );
  const many = Array.from({ length: 40 }, (_, index) => `U0READER${index}`);
  const askeds = ['en', 'es'].flatMap((language) =>
    LEVELS.flatMap((level) =>
      [null, { answers: {}, isComplete: false }, { answers, isComplete: false }, { answers, isComplete: true }].flatMap((kept) =>
        ([null, 'this', 'all'] as const).map((optedOut) =>
          anAsked(
            { survey, kept: level === 'anonymous' ? null : kept, optedOut, keeperIds: many, reader: reader(language) },
            { level, readerIds: many, bands: ['tenure', 'size'] },
          ),
        ),
      ),
    ),
  );

  it('Slack takes every message', () => {
    const closed = (['closed', 'withdrawn', 'dropped'] as const).map((state) => anAsked({ survey }, { state }));
    const firsts = survey.questions.slice(0, 10).map((one) => anAsked({ survey: { ...survey, questions: [one] } }));
    const short = {
      ...survey,
      questions: [{ ...question(4), kind: 'choice', options: [{ id: 'a', label: { en: 'A' } }], hasOther: true } as Question],
    };
    const messages = [
      ...[...askeds, ...closed, ...firsts, anAsked({ survey: short })].flatMap((asked) => [
        invitationMessage(asked),
        reminderMessage(asked),
        channelPost(asked, asked.reader),
      ]),
      testMessage({ surveyId: 2_147_483_647, version: 99, survey }, reader('es')),
    ].filter((message) => message !== 'nothing');

    expect(messages.flatMap((message) => objectionsTo(message as Parameters<typeof objectionsTo>[0]))).toEqual([]);
    const live = messages.flatMap((message) => [message.text, ...liveTexts(message.blocks)]);
    expect(liveSequences(live, /^<(@U0\w+|!date\^\d+\^[^<>|]+\|[^<>]+)>$/)).toEqual([]);
  });

  it('Slack takes every page, with all that was answered before', () => {
    const token = 'x'.repeat(43);
    const preview = { surveyId: 2_147_483_647, version: 99, language: 'es', token };
    const notes: Note[] = ['closed', 'withdrawn', 'not open yet', 'opted out', 'answered before', 'gone'];
    const screens = [askeds[0]!, askeds[24]!, askeds.at(-1)!].flatMap((asked): Screen[] => {
      const walk = { survey, reader: asked.reader, asked };
      const ats = [...pagesOf(survey, answers).map(([first]) => first!.id), END];
      return [
        ...ats.flatMap((at): Screen[] => [
          { kind: 'page', walk, place: { waveId: 2_147_483_647, at, token }, answers, hint: 'still missing' },
          { kind: 'page', walk: { ...walk, asked: null }, place: { ...preview, at }, answers: {} },
        ]),
        { kind: 'thanks', walk },
        { kind: 'thanks', walk: { ...walk, asked: null } },
        ...notes.map((note): Screen => ({ kind: 'note', walk, note })),
      ];
    });

    expect(screens.flatMap((screen) => objectionsToView(screenView(screen)))).toEqual([]);
  });

  it.each(['many', 'choice', 'long-text', 'text'] as const)(
    'Slack takes every page of nothing but questions of the kind %s',
    (kind) => {
      const options = Array.from({ length: MOST.options }, (_, index) => ({
        id: `o${index}`,
        label: { en: '𝕏'.repeat(MOST.option) },
      }));
      const words = { label: { en: '𝕏'.repeat(MOST.label) }, help: { en: '𝕏'.repeat(MOST.help) }, isRequired: false };
      const heavy = Array.from({ length: MOST.questions }, (_, index) => {
        const common = { id: `q${index}`, ...words };
        return (
          kind === 'many' || kind === 'choice' ? { ...common, kind, options, hasOther: true } : { ...common, kind }
        ) as Question;
      });
      const other = '𝕏'.repeat(MOST.shortText);
      const chosen = kind === 'many' ? options.map(({ id }) => id) : [];
      const written = '𝕏'.repeat(kind === 'text' ? MOST.shortText : MOST.text);
      const given = Object.fromEntries(
        heavy.map(({ id }) => [id, 'options' in heavy[0]! ? { chosen, other } : written]),
      ) as Answers;
      const walk = { survey: { ...survey, questions: heavy }, reader: reader('en'), asked: null };
      const pages = pagesOf(walk.survey, given);

      const views = pages.map(([first]) =>
        screenView({
          kind: 'page',
          walk,
          place: { surveyId: 1, version: 1, language: 'en', token: 'x'.repeat(43), at: first!.id },
          answers: given,
        }),
      );

      expect(views.flatMap(objectionsToView)).toEqual([]);
    },
  );

  it('Slack takes the page of their own surveys, and App Home has no more than five blocks of them', () => {
    const open = Array.from({ length: 20 }, (_, index) => ({
      waveId: index + 1,
      surveyId: index + 1,
      survey,
      level: 'named' as const,
      endsAt: MONDAY_TEN,
      kept: index % 2 === 0 ? null : { answers, isComplete: index % 4 === 1 },
    }));
    const out = Array.from({ length: 20 }, (_, index) => ({ surveyId: index, survey: index === 0 ? null : survey }));

    const confided = open.map(({ waveId }) => ({ waveId, survey, openedAt: MONDAY_TEN }));

    expect(objectionsToView(ownSurveysPage({ open, optOuts: out, confided }, reader('es')))).toEqual([]);
    expect(homeSurveys(open, reader('es'))).toHaveLength(5);
    expect(JSON.stringify(homeSurveys(open, reader('en')))).toContain('And 12 more: type `/survey mine`.');
  });
});
