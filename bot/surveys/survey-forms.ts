import { context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromInput, quoteBlock } from '#bot/slack/escape.ts';
import { form, peopleField, personField, textField } from '#bot/slack/form-parts.ts';
import { fieldOf, MemberId } from '#bot/slack/payloads.ts';
import { MOST, type Survey, type Translated } from '#surveys/survey.ts';
import { SAVE_OWNERS, SAVE_TEXTS, type Which, written } from './action-ids.ts';
import { MOST_CO_OWNERS, type Owners, type OwnersProblem } from './owners.ts';
import { languageName } from './question-words.ts';
import { field, instead, shown } from './text-fields.ts';
import { TEXTS, type TypedTexts } from './texts.ts';

type TextsFormFacts = { which: Which; survey: Survey; language: string; typed: TypedTexts; now?: TypedTexts };

/** What the survey is called, and what is read before and after its questions. `now` says what somebody else made of them meanwhile. */
export function textsForm({ which, survey, language, typed, now }: TextsFormFacts) {
  const isOwn = language === survey.language;
  const about = isOwn
    ? `Texts in ${languageName(language)}, the survey's own language.`
    : `Texts in ${languageName(language)}. What you leave empty is read in ${languageName(survey.language)}.`;
  const text = (id: keyof typeof TEXTS, label: string, given: Translated | undefined, hint: string) =>
    textField(field(id), {
      label,
      hint,
      longest: TEXTS[id],
      isLong: id !== 'name',
      isOptional: !(isOwn && id === 'name'),
      ...(isOwn ? {} : instead(survey, given)),
      ...shown(typed[id]),
    });
  return form({
    callbackId: SAVE_TEXTS,
    title: 'Name and texts',
    submit: 'Save',
    metadata: written(which),
    blocks: [
      ...(now
        ? [
            section(
              ':warning: Somebody changed these texts while you wrote, so yours are not saved yet. Theirs are below. *Save* puts yours in their place.',
            ),
            quoteBlock(cut([now.staffName, now.name, now.intro, now.thanks].filter(Boolean).join('\n'), 2500)),
          ]
        : []),
      textField(field('staffName'), {
        label: 'What do staff call it?',
        hint: 'Members do not read this.',
        longest: MOST.name,
        ...shown(typed.staffName),
      }),
      context(about),
      text('name', 'What do members call it?', survey.name, 'It stands above every page.'),
      ...(isOwn || survey.intro
        ? [text('intro', 'Before the questions', survey.intro, 'Why you ask, and what becomes of it.')]
        : []),
      ...(isOwn || survey.thanks
        ? [text('thanks', 'At the end', survey.thanks, 'Left empty, they read a short thank you.')]
        : []),
    ],
  });
}

/** What was typed in `textsForm`. */
export function textsIn(view: Parameters<typeof fieldOf>[0]): TypedTexts {
  const text = (id: string) => fromInput(fieldOf(view, field(id)).value ?? '');
  return { staffName: text('staffName'), name: text('name'), intro: text('intro'), thanks: text('thanks') };
}

export function textErrors(problems: { path: string; sentence: string }[]): Record<string, string> {
  return Object.fromEntries(
    problems.map(({ path, sentence }) => {
      const [id = ''] = path.split('.');
      return [['staffName', ...Object.keys(TEXTS)].includes(id) ? id : 'staffName', cut(sentence, 600)];
    }),
  );
}

const OWNER = field('owner');
const CO_OWNERS = field('owners');

/** Who keeps a survey. */
export function ownersForm(which: Which, { name, ownerId, coOwnerIds }: { name: string } & Owners) {
  return form({
    callbackId: SAVE_OWNERS,
    title: 'Who keeps it',
    submit: 'Save',
    metadata: written({ ...which, owner: ownerId, owners: coOwnerIds }),
    blocks: [
      section(`*${escapeText(name)}*\nCo-owners can do all that its owner can: change it, try it out and send it.`),
      personField(OWNER, {
        label: 'Owner',
        hint: 'Staff only. Whoever owned it until now stays on as a co-owner.',
        // Somebody who was forgotten is nobody that Slack knows.
        ...(MemberId.safeParse(ownerId).success ? { chosen: ownerId } : {}),
      }),
      peopleField(CO_OWNERS, {
        label: 'Who else keeps it?',
        hint: `Staff only, ${MOST_CO_OWNERS} at most.`,
        isOptional: true,
        chosen: coOwnerIds,
        most: MOST_CO_OWNERS,
      }),
    ],
  });
}

/** Who was chosen; an owner that was not stays who it was. */
export const ownersIn = (view: Parameters<typeof fieldOf>[0], seen: Owners): Owners => ({
  ownerId: MemberId.catch(seen.ownerId).parse(fieldOf(view, OWNER).selected_user),
  coOwnerIds: (fieldOf(view, CO_OWNERS).selected_users ?? []).filter((id) => MemberId.safeParse(id).success),
});

export const ownersError = ({ of, sentence }: OwnersProblem) => ({
  [(of === 'ownerId' ? OWNER : CO_OWNERS).blockId]: cut(sentence, 600),
});
