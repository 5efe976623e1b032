import { HELP, MAYA, minutesAfter, type OpenDesk, openDesk, TOM } from '#test/support/factories.ts';

/** A desk with three open requests: Maya's invoice and her key (she added a word on the heating), and Tom's parking. */
export async function deskWithThree() {
  const desk = await openDesk();
  const start = desk.time.now;
  const first = await desk.say(MAYA, 'Where is my invoice?');
  await desk.say(TOM, 'Where can I park?', { at: minutesAfter(start, 10) });
  const key = await desk.say(MAYA, 'My key does not turn', { at: minutesAfter(start, 20) });
  desk.time.now = minutesAfter(start, 30);
  return { ...desk, first, key, sayings: () => sayings(desk) };
}

/** What waits to be said, and to whom. */
async function sayings({ db }: OpenDesk) {
  return db.saidMessage.findMany({ where: { channelId: { not: HELP } }, orderBy: { id: 'asc' } });
}

export const textOf = (saying: { content: unknown } | undefined): string =>
  String((saying?.content as { text?: unknown } | null)?.text);
