// What a person types, as Slack sends it; what is offered while typing; and what the server says, as a person reads it.
type Person = { id: string; name: string; handle: string; note: string };
type Command = { name: string; hint: string; says: string };

/** A piece of what is being typed that something can be put in the place of. */
export type Offer = { from: number; to: number; kind: 'command' | 'person'; choices: Choice[] };
export type Choice = { put: string; name: string; says: string };

const MOST_OFFERED = 8;

/** What a person types, as Slack sends it: escaped, with @handles as mentions. */
export function written(text: string, people: readonly Person[]): string {
  const ids = new Map(people.map((person) => [person.handle.toLowerCase(), person.id]));
  return escaped(text).replace(/(?<![\w.@])@([\w.-]*\w)/g, (all, handle: string) => {
    const id = ids.get(handle.toLowerCase());
    return id === undefined ? all : `<@${id}>`;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `/command and the rest`, taken apart; undefined when the text is no command. */
export function commandIn(text: string): { name: string; rest: string } | undefined {
  const [, name, rest = ''] = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, rest: rest.trim() };
}

/** What to offer for the text up to the caret; undefined when there is nothing. */
export function offerFor(
  text: string,
  caret: number,
  known: { commands: readonly Command[]; people: readonly Person[] },
): Offer | undefined {
  const before = text.slice(0, caret);
  const offer = /^\/[\w-]*$/.test(before) ? commandOffer(before, known.commands) : personOffer(before, known.people);
  return offer && offer.choices.length > 0 ? offer : undefined;
}

function commandOffer(before: string, commands: readonly Command[]): Offer {
  const sought = before.toLowerCase();
  const found = commands.filter(({ name }) => name.toLowerCase().startsWith(sought));
  const choices = found.map(({ name, hint, says }) => ({ put: `${name} `, name: hint ? `${name} ${hint}` : name, says }));
  return { from: 0, to: before.length, kind: 'command', choices };
}

function personOffer(before: string, people: readonly Person[]): Offer | undefined {
  const [, sought] = /(?:^|[\s(])@([\w.-]*)$/.exec(before) ?? [];
  if (sought === undefined) return undefined;
  const words = sought.toLowerCase();
  const isSought = ({ name, handle }: Person): boolean =>
    handle.toLowerCase().startsWith(words) ||
    name
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(words));
  const choices = people
    .filter(isSought)
    .slice(0, MOST_OFFERED)
    .map(({ name, handle, note }) => ({ put: `@${handle} `, name, says: note ? `@${handle} · ${note}` : `@${handle}` }));
  return { from: before.length - sought.length - 1, to: before.length, kind: 'person', choices };
}

/** What the server says, with names for the ids in it. */
export function withNames(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/\b[A-Z][A-Z0-9]{3,}\b/g, (id) => names.get(id) ?? id);
}
