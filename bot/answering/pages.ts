// The form of a survey, page by page, and what stands in its place when there is none; each takes the place of the one before it.
import { WRITE_LETTER } from '#bot/mailbox/action-ids.ts';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { form } from '#bot/slack/form-parts.ts';
import { textIn } from '#surveys/wording.ts';
import { ANSWER_AFTER_ALL, PAGE_BACK, START_ANSWER } from './action-ids.ts';
import { questionFields } from './fields.ts';
import { factsOf, introOf, momentIn, nameOf, primary } from './invitation.ts';
import { promiseLines } from './promise.ts';
import type { Note, Screen, Walk } from './steps.ts';
import { firstAt, isLastPage, type Page, pageAt } from './walking.ts';

export const SURVEY_FORM = 'answering.form';

type View = ReturnType<typeof form>;
type Blocks = Parameters<typeof form>[0]['blocks'];

/** What the form shows next, as Slack takes it. */
export function screenView(screen: Screen): View {
  switch (screen.kind) {
    case 'page':
      return pageView(screen);
    case 'thanks':
      return shut(screen.walk, thanksBlocks(screen.walk));
    case 'note':
      return shut(screen.walk, noteBlocks(screen.walk, screen.note));
  }
}

type PageScreen = Extract<Screen, { kind: 'page' }>;

function pageView({ walk, place, answers, hint }: PageScreen): View {
  const { survey, reader } = walk;
  const { answering } = reader.words;
  const page = pageAt(survey, answers, place.at);
  const isFirst = place.at === firstAt(survey);
  const isLast = !page || isLastPage(survey, answers, page);
  const hints = { 'moved on': answering.movedOn, 'still missing': answering.stillMissing };
  const blocks: Blocks = [
    ...(walk.asked ? [] : [context(answering.previewNote)]),
    ...(isFirst ? firstBlocks(walk, page) : []),
    ...(hint ? [section(`:point_right: ${hints[hint]}`)] : []),
    ...(page && !isFirst ? [context(answering.progress(page.number, page.count))] : []),
    ...(page ? questionFields(survey, page.questions, answers, reader) : [section(answering.atTheEnd)]),
    ...(isFirst ? [] : [{ type: 'actions' as const, block_id: 'way', elements: [button(PAGE_BACK, answering.back, 'back')] }]),
  ];
  return form({
    callbackId: SURVEY_FORM,
    title: titleOf(walk),
    metadata: JSON.stringify(place),
    blocks,
    submit: isLast ? answering.send : answering.next,
    close: isNamed(walk) ? answering.close : answering.cancel,
  });
}

/** What somebody reads before the first question: what it is about, who learns what, how much it is, and whether it is final. */
function firstBlocks(walk: Walk, page: Page | undefined): Blocks {
  const { survey, reader, asked } = walk;
  const { answering } = reader.words;
  const intro = introOf(survey, reader);
  const promise = asked ? promiseLines(asked, reader).join('\n\n') : answering.previewPromise;
  const count = page?.count ?? 1;
  const keeping = isNamed(walk) ? answering.keptOnTheWay : answering.nothingKeptOnTheWay;
  const facts = [
    factsOf(survey, asked?.wave.endsAt ?? null, reader.words),
    ...(count > 1 ? [answering.progress(1, count), keeping] : []),
  ];
  return [
    section(`*${nameOf(survey, reader)}*`),
    ...(intro === '' ? [] : [{ type: 'section' as const, text: plain(intro) }]),
    section(promise),
    context(facts.map((fact) => fact.replace(/\.$/, '')).join(' · ')),
    { type: 'divider' },
  ];
}

function thanksBlocks({ survey, reader, asked }: Walk): Blocks {
  const { answering } = reader.words;
  const thanks = survey.thanks ? textIn(survey.thanks, reader.language, survey) : answering.thanks;
  const said: Blocks = [{ type: 'section', text: plain(thanks) }];
  if (!asked) return [...said, context(answering.previewEnd)];
  const { wave } = asked;
  if (wave.level === 'anonymous') return [...said, context(answering.thanksAnonymous), ...letterBlocks(asked, reader.words)];
  return wave.endsAt ? [...said, context(answering.changeUntil(momentIn(wave.endsAt, reader.words)))] : said;
}

/** The way to say more without a name; what is written there has nothing to do with the answer. */
function letterBlocks({ wave }: NonNullable<Walk['asked']>, { answering }: Walk['reader']['words']): Blocks {
  if (!wave.hasMailbox) return [];
  const write = button(WRITE_LETTER, answering.writeLetter, String(wave.id));
  return [section(answering.letter), { type: 'actions', block_id: 'letter', elements: [write] }];
}

function noteBlocks(walk: Walk, note: Note): Blocks {
  const { survey, reader, asked } = walk;
  const { answering } = reader.words;
  const name = nameOf(survey, reader);
  const pressing = (one: ReturnType<typeof button>): Blocks => [{ type: 'actions', block_id: 'way', elements: [primary(one)] }];
  const value = String(asked?.wave.id ?? '');
  switch (note) {
    case 'closed':
      return [section(asked?.kept ? answering.closedAnswered(name) : answering.closed(name))];
    case 'withdrawn':
      return [section(answering.withdrawn(name))];
    case 'not open yet':
      return [section(answering.notOpenYet(name))];
    case 'opted out':
      return [section(answering.optedOutBefore(name)), ...pressing(button(ANSWER_AFTER_ALL, answering.answerAfterAll, value))];
    case 'answered before':
      return [section(answering.answeredBefore), ...(asked ? letterBlocks(asked, reader.words) : [])];
    case 'gone':
      return [section(answering.gone), ...(asked ? pressing(button(START_ANSWER, answering.beginAgain, value)) : [])];
  }
}

function shut(walk: Walk, blocks: Blocks): View {
  const { close } = walk.reader.words.answering;
  return form({ callbackId: SURVEY_FORM, title: titleOf(walk), metadata: '', blocks, close });
}

const isNamed = ({ asked }: Walk) => asked !== null && asked.wave.level !== 'anonymous';

/** Slack takes 24 letters; the whole name stands on the first page. */
function titleOf({ survey, reader }: Walk): string {
  return textIn(survey.name, reader.language, survey);
}
