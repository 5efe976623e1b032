import { Prisma } from '#prisma/generated/client.ts';

// Measured on pairs in test/bot/known-problems/likeness.test.ts. It is only an offer, so it may be wrong now and then.
/** How much of their trigrams two requests share that are offered for attaching … */
const ASKED_FROM = 0.25;
/** … or how much of the problem, as staff put it, is found in the request. */
const PUT_FROM = 0.6;

/**
 * Whether the request `ticket` reads like the known problem `known` (both rows of ticket), as a column.
 *
 * Reads two rows by their keys for each known problem of the desk: nothing while there is none.
 */
export const IS_ALIKE = Prisma.sql`coalesce((
  select similarity(own.asked, other.asked) >= ${ASKED_FROM}::real
    or strict_word_similarity(plain_words(known.problem), own.asked) >= ${PUT_FROM}::real
  from ticket_search own, ticket_search other
  where own.workspace_id = ticket.workspace_id and own.ticket_id = ticket.id and own.asked <> ''
    and other.workspace_id = known.workspace_id and other.ticket_id = known.id and known.id <> ticket.id
), false)`;
