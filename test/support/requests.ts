import { startCooperative } from './cooperative.ts';

/** A cooperative in which Maya has asked for her invoice; `card()` and `thread()` are what staff and she see now. */
export async function cooperativeWithRequest(options: Parameters<typeof startCooperative>[0] = {}) {
  const coop = await startCooperative(options);
  const { slack, people, help, triage, quiet } = coop;
  const { ts } = await slack.post(people.maya.id, help, 'Where is my invoice?');
  await quiet();
  const cardTs = slack.messages(triage).find((message) => message.bot_id)?.ts ?? '';
  return {
    ...coop,
    ts,
    cardTs,
    card: () => slack.message(triage, cardTs),
    thread: () => slack.messages(help, { threadTs: ts }).map(({ text }) => text),
    underCard: () =>
      slack
        .messages(triage, { threadTs: cardTs })
        .slice(1)
        .map(({ text }) => text),
    press: async (userId: string, button: string) => {
      const answer = await slack.press(userId, { channel: triage, ts: cardTs }, button);
      await quiet();
      return answer;
    },
    openForm: async (userId: string, button: string) => {
      await slack.press(userId, { channel: triage, ts: cardTs }, button);
      return String(slack.views(userId).at(-1)?.id);
    },
    fillIn: async (userId: string, button: string, values: Record<string, string>) => {
      await slack.press(userId, { channel: triage, ts: cardTs }, button);
      const submission = await slack.submit(userId, String(slack.views(userId).at(-1)?.id), values);
      await quiet();
      return submission;
    },
    write: async (userId: string, text: string) => {
      const written = await slack.post(userId, help, text, { threadTs: ts });
      await quiet();
      return written;
    },
    ticket: (id = 1) => coop.db.ticket.findFirstOrThrow({ where: { id } }),
    kinds: async (ticketId = 1) =>
      (await coop.db.ticketEvent.findMany({ where: { ticketId }, orderBy: { id: 'asc' } })).map(({ kind }) => kind),
    lastWhisper: (userId: string) => slack.ephemerals(userId).at(-1)?.text,
  };
}

export type CooperativeWithRequest = Awaited<ReturnType<typeof cooperativeWithRequest>>;
