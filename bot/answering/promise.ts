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

/** In plain words, a paragraph each. Where the first question is answered in the message, its answer stands there, and can be exported. */
export function promiseLines({ wave, survey, keeperIds }: Promised, { words }: Reader): string[] {
  const { promise, bands, everyone } = words.answering;
  const by = wave.bands.map((band) => (Object.hasOwn(bands, band) ? (bands[band] ?? band) : escapeText(band)));
  const texts = hasTexts(survey) ? [promise.texts(wave.smallestTexts)] : [];
  const exports = answerableHere(survey) ? [promise.exportsOfAnswer] : [];
  switch (wave.level) {
    case 'named':
      return [promise.named(everyone(mentions(keeperIds))), promise.shownToOthers(by, wave.smallestGroup), ...exports];
    case 'confidential':
      return [
        promise.confidential(everyone(mentions(wave.readerIds))),
        promise.shownToOthers(by, wave.smallestGroup),
        ...exports,
      ];
    case 'anonymous':
      return [
        promise.anonymous,
        promise.final,
        promise.exportsOfAsking,
        [promise.shown(by, wave.smallestGroup), ...texts].join(' '),
      ];
  }
}

const mentions = (ids: string[]) => [...new Set(ids)].map((id) => `<@${id}>`);

function hasTexts({ questions }: Survey): boolean {
  return questions.some((one) => one.kind === 'text' || one.kind === 'long-text' || ('hasOther' in one && one.hasOther));
}
