import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import { choice, form, manyField, textField } from '#bot/slack/form-parts.ts';
import type { TextPage } from '#surveys/texts.ts';
import { textIn } from '#surveys/wording.ts';
import { CHOOSE_THEME, READ_TEXTS, SHOW_RESULTS, TAG_TEXT, TEXTS_ON } from './action-ids.ts';
import { whyHidden } from './figure-words.ts';
import { placed, type TextPlace } from './places.ts';
import { LONGEST_THEME, type Texts } from './themes.ts';

type Blocks = Parameters<typeof form>[0]['blocks'];

export const THEME_FORM = 'survey-results.theme-form';
export const THEMES_FIELD = { blockId: 'themes', actionId: 'choice' };
export const NEW_THEME_FIELD = { blockId: 'new-theme', actionId: 'text' };

const THEMES_SHOWN = 30;
/** Slack lists a hundred, and one is all of them. */
const MOST_THEMES = 99;

/** What people wrote to one question, a few at a time; where in the results the reader came from, to lead back there. */
export function textsPage(texts: Texts, resultsPage: number) {
  const { wave, reading, question, after, page, themes } = texts;
  const theme = page.hidden === null ? page.theme : null;
  const here = { waveId: wave.id, page: resultsPage, question: question.id, ...(theme === null ? {} : { theme }) };
  const label = escapeText(cut(textIn(question.label, reading.language, reading.survey), 300));
  const turns = [
    ...(page.hidden === null && page.next !== null ? [button(TEXTS_ON, 'More', placed({ ...here, after: page.next }))] : []),
    ...(after === null ? [] : [button(READ_TEXTS, 'From the start', placed(here))]),
    button(SHOW_RESULTS, 'To the results', placed({ waveId: wave.id, page: resultsPage })),
  ];
  return form({
    callbackId: 'survey-results.texts-page',
    title: 'What was written',
    metadata: placed(here),
    close: 'Close',
    blocks: [
      section(`*${label}*`),
      ...(themes === null ? [] : themeChoice(themes, theme)),
      ...(page.hidden === null ? shown(texts, page, here) : [section(whyNot(texts))]),
      ...(themes === null ? [] : themeLine(themes)),
      { type: 'actions', block_id: 'texts-turn', elements: turns },
    ],
  });
}

function shown({ after }: Texts, { texts, n, theme }: Extract<TextPage, { hidden: null }>, here: Omit<TextPlace, 'key'>): Blocks {
  const parts = texts.flatMap(({ key, text, themes }, index): Blocks => {
    const place: TextPlace = { ...here, key, ...(after === null ? {} : { after }) };
    const tag = button(TAG_TEXT, themes.length > 0 ? 'Change themes' : 'Add a theme', JSON.stringify(place));
    const label = themes.length > 0 ? `:label: ${themes.map(escapeText).join(', ')}` : 'No theme yet';
    return [quoteBlock(cut(text, 3000)), { ...section(label), block_id: `text-${index}`, accessory: tag }];
  });
  const about = theme === null ? '' : ` Here are those about “${escapeText(theme)}”.`;
  return [context(`${n} ${n === 1 ? 'person' : 'people'} wrote something.${about} The order is by lot.`), ...parts];
}

/** Marks a theme in an option, so that none is taken for all of them. */
const THEME = 'theme:';

function themeChoice({ themes }: NonNullable<Texts['themes']>, theme: string | null): Blocks {
  if (themes.length === 0) return [];
  const all = choice('All texts', 'all');
  const options = [
    all,
    ...themes.slice(0, MOST_THEMES).map((one) => choice(`${one.theme} (${one.texts})`, `${THEME}${one.theme}`)),
  ];
  return [
    {
      type: 'actions',
      block_id: 'texts-theme',
      elements: [
        {
          type: 'static_select',
          action_id: CHOOSE_THEME,
          placeholder: plain('Theme'),
          options,
          initial_option: options.find(({ value }) => value === `${THEME}${theme}`) ?? all,
        },
      ],
    },
  ];
}

/** The theme in what was chosen; undefined is all texts. */
export const themeIn = (value: string | undefined): string | undefined =>
  value?.startsWith(THEME) ? value.slice(THEME.length) : undefined;

function whyNot({ wave, reading, page }: Texts): string {
  if (page.hidden === 'still open') return 'While the wave is open nothing that was written is shown.';
  return whyHidden(page.hidden, wave.smallestTexts, reading);
}

function themeLine({ themes, rarer }: NonNullable<Texts['themes']>): Blocks {
  if (themes.length === 0 && rarer === 0) return [];
  const said = themes.slice(0, THEMES_SHOWN).map(({ theme, texts }) => `${escapeText(theme)} ${texts}`);
  const more = themes.length > THEMES_SHOWN ? [`${themes.length - THEMES_SHOWN} more`] : [];
  const few = rarer > 0 ? [`${rarer} rarer ${rarer === 1 ? 'theme' : 'themes'}`] : [];
  return [{ type: 'divider' }, context(`*Themes by texts:* ${[...said, ...more, ...few].join(', ')}`)];
}

/** The themes of one text: known ones to choose from, and a new one. */
export function themeForm(place: TextPlace, { has, known }: { has: string[]; known: string[] }) {
  const fields = { label: 'Themes', isOptional: true };
  return form({
    callbackId: THEME_FORM,
    title: 'Themes of a text',
    submit: 'Save',
    metadata: JSON.stringify({ ...place, has }),
    blocks: [
      ...(known.length > 0
        ? [manyField(THEMES_FIELD, { ...fields, options: known.map((theme) => choice(theme, theme)), chosen: has })]
        : []),
      textField(NEW_THEME_FIELD, {
        label: 'A new theme',
        hint: 'A word or two, such as “prices”. It is offered for other texts afterwards.',
        longest: LONGEST_THEME,
        isOptional: true,
      }),
    ],
  });
}
