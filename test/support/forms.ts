import type { CooperativeWithRequest } from './requests.ts';

type Seen = Pick<CooperativeWithRequest, 'slack' | 'quiet' | 'triage' | 'cardTs'>;

/** What one staff member sees and does in forms, from the card's buttons on. */
export function formsOf({ slack, quiet, triage, cardTs }: Seen, userId: string) {
  const top = () => slack.views(userId).at(-1);
  return {
    /** Everything the form on top says, as JSON. */
    sees: () => JSON.stringify(top()?.body ?? top() ?? null),
    title: () => (top() as { body?: { title?: { text?: string } } } | undefined)?.body?.title?.text,
    isOpen: () => top() !== undefined,
    count: () => slack.views(userId).length,
    fromCard: async (button: string) => {
      await slack.press(userId, { channel: triage, ts: cardTs }, button);
      await quiet();
    },
    press: async (button: Parameters<typeof slack.press>[2], value?: string) => {
      await slack.press(userId, { view: String(top()?.id) }, button, value);
      await quiet();
    },
    /** Types without sending. */
    type: (values: Record<string, string>) => slack.type(userId, String(top()?.id), values),
    send: async (values: Record<string, string | string[]> = {}) => {
      const sent = await slack.submit(userId, String(top()?.id), values);
      await quiet();
      return sent;
    },
    close: async () => {
      await slack.closeView(userId, String(top()?.id));
      await quiet();
    },
  };
}
