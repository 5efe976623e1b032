import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { jsonIn, RowId } from '#bot/slack/payloads.ts';

const Language = z.string().regex(/^[a-z]{2}$/);
const At = z.string().max(100);
const Token = z.string().regex(/^[\w-]{43}$/);

/**
 * What a form carries: which survey it is, and on which page. `token` opens what was answered on the pages before it, where that is
 * sealed; Slack keeps it with the form, and we keep it nowhere.
 */
const WavePlace = z.strictObject({ waveId: RowId, at: At, token: Token.optional() });
const PreviewPlace = z.strictObject({ surveyId: RowId, version: RowId, language: Language, at: At, token: Token });
export const Place = z.union([WavePlace, PreviewPlace]);
export type WavePlace = z.infer<typeof WavePlace>;
export type PreviewPlace = z.infer<typeof PreviewPlace>;
export type Place = z.infer<typeof Place>;

export function placeIn(metadata: unknown): Place {
  return parsedOr(Place, jsonIn(metadata));
}

const Preview = PreviewPlace.pick({ surveyId: true, version: true, language: true });
export type Preview = z.infer<typeof Preview>;

/** What the button of a preview carries. */
export function previewIn(value: unknown): Preview {
  return parsedOr(Preview, jsonIn(value));
}

/** The number of a wave or a survey that a button carries. */
export function numberIn(value: unknown): number {
  return parsedOr(z.coerce.number().pipe(RowId), typeof value === 'string' && value !== '' ? value : undefined);
}

/** The survey whose opting out a button carries, or 0 for all. */
export function surveyOrAllIn(value: unknown): number {
  return value === '0' ? 0 : numberIn(value);
}

function parsedOr<T>(shape: z.ZodType<T>, value: unknown): T {
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new UserError('no_wave', ({ answering }) => answering.notFound);
  return parsed.data;
}
