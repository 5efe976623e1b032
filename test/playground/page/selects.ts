// What the selects of Block Kit offer: the app's own options, what it finds while one types, people, channels.
import type { Json } from '#test/workspace/state.ts';
import type { SeenChannel } from '../seen.ts';
import { choosing } from './choosing.ts';
import { ask, shared } from './client.ts';
import type { Control, Use } from './surface.ts';
import { type Choice, choiceOf, choicesOf, chosenIn, isObject, matching, wordsOf } from './words.ts';

type Find = (typed: string) => Choice[] | string | Promise<Choice[]>;

/** What the app's options were called: the state keeps only the value of those found by typing. */
const called = new Map<string, Choice>();

export function selectControl(use: Use): Control {
  const { element, entry } = use;
  const type = String(element.type);
  const isMany = type.startsWith('multi_');
  const find = finderOf(use, type.replace('multi_', ''));
  const known = (value: string): Choice | undefined => {
    const all = find('');
    return (Array.isArray(all) ? all.find((one) => one.value === value) : undefined) ?? called.get(`${nameOf(use)} ${value}`);
  };
  const held = chosenIn(entry).map((one): Choice => {
    const choice = isObject(one) ? choiceOf(one) : { value: one, text: one, description: '', group: '' };
    return (choice.text === choice.value ? known(choice.value) : undefined) ?? choice;
  });
  const here = held.length === 0 ? currentConversation(element) : undefined;
  return choosing({
    id: use.id,
    isMany,
    label: use.isNamed ? undefined : wordsOf(element.placeholder) || 'Choose',
    placeholder: wordsOf(element.placeholder) || (isMany ? 'Choose some' : 'Choose one'),
    chosen: here ? [here] : held,
    canClear: use.isOptional,
    most: typeof element.max_selected_items === 'number' ? element.max_selected_items : Number.POSITIVE_INFINITY,
    find,
    isSlow: type.includes('external'),
    onSettled: use.settle,
  });
}

function nameOf({ blockId, element }: Use): string {
  return `${blockId} ${String(element.action_id)}`;
}

function finderOf(use: Use, kind: string): Find {
  const { element } = use;
  if (kind === 'external_select') return suggested(use);
  if (kind === 'users_select') return (typed) => matching(people(), typed);
  if (kind === 'channels_select') return (typed) => matching(channels().filter(isPublic).map(channelChoice), typed);
  if (kind === 'conversations_select') return (typed) => matching(conversations(element).map(channelChoice), typed);
  const choices = choicesOf(element);
  return (typed) => matching(choices, typed);
}

/** What the app answers to what is typed, asked once the person pauses. */
function suggested(use: Use): Find {
  const { element, blockId, surface } = use;
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  return (typed) => {
    if (typed.length < least) return `Type ${least === 1 ? 'a letter' : `at least ${least} letters`} to see choices`;
    const choice = { actionId: element.action_id, blockId };
    return ask<{ result: Json[] }>('/control/suggest', [shared.place.as, surface.where, choice, typed]).then(({ result }) => {
      const found = result.filter(isObject).map((option) => choiceOf(option));
      for (const one of found) called.set(`${nameOf(use)} ${one.value}`, one);
      return found;
    });
  };
}

function people(): Choice[] {
  const all = shared.start.cast.flatMap(({ group, people: some }) => some.map((person) => ({ ...person, group })));
  return all.map(({ id, name, handle, note, group }) => ({
    value: id,
    text: name,
    description: note,
    group: '',
    also: `${handle} ${group}`,
  }));
}

function channels(): SeenChannel[] {
  return (shared.seen?.channels ?? []).filter(({ kind, isArchived }) => kind !== 'app' && !isArchived);
}

function isPublic({ kind }: SeenChannel): boolean {
  return kind === 'public';
}

function channelChoice({ id, name, kind }: SeenChannel): Choice {
  return { value: id, text: kind === 'private' ? `🔒 ${name}` : `# ${name}`, description: '', group: '' };
}

function conversations(element: Json): SeenChannel[] {
  const filter = isObject(element.filter) ? element.filter : {};
  const kinds = Array.isArray(filter.include) ? filter.include : ['public', 'private'];
  return channels().filter(
    ({ kind, isShared }) => kinds.includes(kind) && !(filter.exclude_external_shared_channels && isShared),
  );
}

/** Where the person is, if the app wants that chosen at first. */
function currentConversation(element: Json): Choice | undefined {
  if (element.default_to_current_conversation !== true) return undefined;
  const here = conversations(element).find(({ id }) => id === shared.place.channel);
  return here && channelChoice(here);
}
