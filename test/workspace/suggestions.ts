// Selects whose choices come from the bot: what a person types is asked of it as `block_suggestion`.
import type { Delivery } from './delivery.ts';
import { notice, personFields, succeeded } from './interactions.ts';
import { LIMITS } from './limits.ts';
import { type Choice, elementNamed, type Place, placeOf } from './places.ts';
import { isObject } from './shapes.ts';
import type { Json, World } from './state.ts';
import { keepOffered } from './values.ts';
import { viewCard } from './views.ts';

/** The options the bot offers for what was typed into an external select, groups flattened; none if it does not answer well. */
export async function suggest(
  world: World,
  delivery: Delivery,
  userId: string,
  place: Place,
  choice: Choice,
  typed: string,
): Promise<Json[]> {
  const found = placeOf(world, userId, place);
  const { block, element } = elementNamed(found.blocks, choice);
  if (!String(element.type).includes('external_select')) throw new Error(`${String(element.action_id)} has its own options`);
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  if (typed.length < least) return [];
  const payload = {
    type: 'block_suggestion',
    ...personFields(world, found.team, userId),
    container: found.container,
    ...found.extra,
    ...(found.view ? { view: viewCard(found.team, found.view) } : {}),
    action_id: element.action_id,
    block_id: block.block_id,
    value: typed,
  };
  const answer = await delivery.form(found.team, 'interactive', 'block_suggestion', { payload: JSON.stringify(payload) });
  const options = optionsIn(answer.json);
  if (succeeded(answer) && options && options.length <= LIMITS.select.options) {
    keepOffered(found.team, userId, element, options);
    return options;
  }
  notice(world, found.team, userId, 'There was a problem loading the options.');
  return [];
}

function optionsIn(body: Json | undefined): Json[] | undefined {
  if (Array.isArray(body?.options)) return body.options.filter(isObject);
  if (!Array.isArray(body?.option_groups)) return undefined;
  return body.option_groups.filter(isObject).flatMap((group) => optionsIn(group) ?? []);
}
