import { escapeText } from '#bot/slack/escape.ts';
import type { Wave } from '#bot/waves/wave.ts';
import type { Survey } from '#surveys/survey.ts';
import type { Reader } from './asked.ts';
import { answerableHere } from './in-message.ts';

/** What is promised to whoever is asked, for good from the moment they are: nothing else may be done with their answers. */
type Promised = {
  wave: Pick<Wave, 'level' | 'bands' | 'readerIds' | 'smallestGroup' | 'smallestTexts'>;
  survey: Survey;
  keeperIds: string[];
};

/** In plain words, a paragraph each. What stands in the message can be exported: that somebody answered, and the answer that is given in it. */
export function promiseLines({ wave, survey, keeperIds }: Promised, { words }: Reader): string[] {
  const { promise, bands } = words.answering;
  const by = wave.bands.map((band) => (Object.hasOwn(bands, band) ? (bands[band] ?? band) : escapeText(band)));
  const isWritten = hasTexts(survey);
  const toOthers = [
    promise.shownToOthers(by, wave.smallestGroup),
    ...(isWritten ? [promise.textsToOthers(wave.smallestTexts)] : []),
  ];
  const exports = answerableHere(survey) ? promise.exportsOfAnswer : promise.exportsOfAnswering;
  switch (wave.level) {
    case 'named':
      return [promise.named(mentions(keeperIds)), toOthers.join(' '), exports];
    case 'confidential':
      return [promise.confidential(mentions(wave.readerIds)), toOthers.join(' '), exports];
    case 'anonymous':
      return [
        promise.anonymous,
        promise.final,
        promise.exportsOfAsking,
        [promise.shown(by, wave.smallestGroup), ...(isWritten ? [promise.texts(wave.smallestTexts)] : [])].join(' '),
      ];
  }
}

const mentions = (ids: string[]) => [...new Set(ids)].map((id) => `<@${id}>`);

function hasTexts({ questions }: Survey): boolean {
  return questions.some((one) => one.kind === 'text' || one.kind === 'long-text' || ('hasOther' in one && one.hasOther));
}
