import { checkMessageBlocks, checkView } from '#test/workspace/block-check.ts';
import { ApiError } from '#test/workspace/method.ts';
import type { Json, Team } from '#test/workspace/state.ts';

const team = { files: new Map() } as unknown as Team;

/** What Slack would object to in a message; empty when it takes it, for posting and for updating. */
export function objectionsTo({ text, blocks }: { text: string; blocks?: unknown[] }): string[] {
  const length = [...text].length;
  const wrong = text.trim() === '' ? ['no text'] : length > 4000 ? [`a text of ${length} characters`] : [];
  return [...wrong, ...caught(() => checkMessageBlocks(team, structuredClone(blocks ?? [])))];
}

/** What Slack would object to in a form. */
export function objectionsToView(view: object): string[] {
  return caught(() => checkView(team, structuredClone(view) as Json));
}

function caught(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [`${error.code} ${JSON.stringify(error.extra)}`];
  }
}

/** Every text of blocks that Slack reads as markup. */
export function liveTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(liveTexts);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  return type === 'mrkdwn' && typeof text === 'string' ? [text] : Object.values(value).flatMap(liveTexts);
}

/** The control sequences Slack would act on, without the ones the bot means: its own people, channels, dates and links. */
export function liveSequences(texts: string[], meant: RegExp): string[] {
  return texts.flatMap((text) => [...text.matchAll(/<[^<>]*>?/g)].map(([found]) => found)).filter((found) => !meant.test(found));
}
