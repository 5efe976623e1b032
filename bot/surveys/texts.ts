import { MOST, type Survey, type Translated } from '#surveys/survey.ts';
import { cleanLine, cleanText } from '#surveys/wording.ts';
import type { SurveyRow } from './survey-row.ts';
import { fingerprintOf, type Keeper, type KeeperDeps, type Saved, saveDefinition } from './surveys.ts';

/** The texts of a survey around its questions, in one language; `staffName` is what staff call it, whatever the language. */
export type TypedTexts = { staffName: string; name: string; intro: string; thanks: string };
export const TEXTS = { name: MOST.name, intro: MOST.intro, thanks: MOST.intro } as const;

export function textsOf(row: Pick<SurveyRow, 'name'>, survey: Survey, language: string): TypedTexts {
  const own = (text: Translated | undefined) => (text && Object.hasOwn(text, language) ? (text[language] ?? '') : '');
  return { staffName: row.name, name: own(survey.name), intro: own(survey.intro), thanks: own(survey.thanks) };
}

/** What somebody was shown of them, in a few letters. */
export const textsSeen = (row: Pick<SurveyRow, 'name'>, survey: Survey, language: string): string =>
  fingerprintOf(textsOf(row, survey, language));

/** Saves them. In another language than the survey's own, what is left empty is read in its own. */
export function saveTexts(
  deps: KeeperDeps,
  keeper: Keeper,
  surveyId: number,
  { language, typed, seen }: { language: string; typed: TypedTexts; seen: string | undefined },
): Promise<Saved> {
  return saveDefinition(deps, keeper, surveyId, {
    name: typed.staffName,
    what: 'texts',
    change: (survey, row) => {
      if (seen !== undefined && seen !== textsSeen(row, survey, language)) return 'changed';
      const { name: _, intro: __, thanks: ___, ...rest } = survey;
      const name = written(survey.name, language, cleanLine(typed.name)) ?? {};
      const intro = written(survey.intro, language, cleanText(typed.intro), survey.language);
      const thanks = written(survey.thanks, language, cleanText(typed.thanks), survey.language);
      return { name, ...(intro ? { intro } : {}), ...(thanks ? { thanks } : {}), ...rest };
    },
  });
}

/** With or without this language; emptied in the survey's `own`, there is no such text in any. */
function written(old: Translated | undefined, language: string, words: string, own?: string): Translated | undefined {
  const { [language]: _, ...others } = old ?? {};
  if (words !== '') return { ...others, [language]: words };
  return language === own || Object.keys(others).length === 0 ? undefined : others;
}
