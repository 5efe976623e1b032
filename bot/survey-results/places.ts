// Where in the results somebody is, as buttons and forms carry it. Anybody can have written it, so it is a wish.
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { jsonIn, RowId } from '#bot/slack/payloads.ts';

/** The first where it cannot be read. */
export const Page = z.int().min(0).max(10_000).catch(0);

/** As the store takes it. */
const Text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/);

/** A page of something of a wave; which question, and by which band it is told apart, where that is meant. */
export const Place = z.object({
  waveId: RowId,
  page: Page,
  question: Text.optional().catch(undefined),
  band: z.int().min(0).max(1).optional().catch(undefined),
  /** The text after which a page of texts begins, and the theme that they have */
  after: Text.optional().catch(undefined),
  theme: Text.max(60).optional().catch(undefined),
});
export type Place = z.infer<typeof Place>;

export const placed = (place: Place): string => JSON.stringify(place);

/** The place in a button's value or a form's metadata; what is none gets a sentence. A number alone is a wave. */
export function placeIn(value: unknown): Place {
  const found = jsonIn(value);
  const parsed = Place.safeParse(typeof found === 'number' ? { waveId: found, page: 0 } : found);
  if (parsed.success) return parsed.data;
  throw new UserError('no_wave', 'Those results cannot be found. Please type `/survey results` again.');
}

/** A page of the list of waves, and the words that are looked for. */
const ListPlace = z.object({ page: Page, search: Text.max(100).or(z.literal('')).catch('') });

/** The first page where it cannot be read. */
export const listPlaceIn = (value: unknown): z.infer<typeof ListPlace> => {
  const parsed = ListPlace.safeParse(jsonIn(value));
  return parsed.success ? parsed.data : { page: 0, search: '' };
};

/** A text, which its key finds again for this reader alone. */
const TextPlace = Place.omit({ band: true }).extend({ question: Text, key: Text });
export type TextPlace = z.infer<typeof TextPlace>;

export function textPlaceIn(value: unknown): TextPlace {
  const parsed = TextPlace.safeParse(jsonIn(value));
  if (parsed.success) return parsed.data;
  throw new UserError('no_text', 'That text cannot be found. Please type `/survey results` again.');
}
