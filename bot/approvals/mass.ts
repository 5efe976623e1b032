/** More people than this are not told anything by one press without being asked whether it is meant. */
const MASS = 10;

export const isMass = (count: number): boolean => count > MASS;

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** What the question says; English for staff, who read it in no other language. */
const ENGLISH = {
  sure: 'Are you sure?',
  willNotify: (count: number) => `This will notify ${count} people.`,
  goOn: 'Go on',
  notNow: 'Not now',
};

/**
 * What Slack asks before a press that tells many people something; nothing for few. Goes into a button:
 * `{ ...button(…), ...massConfirm(count) }`.
 */
export function massConfirm(count: number, words: typeof ENGLISH = ENGLISH) {
  if (!isMass(count)) return {};
  return {
    confirm: {
      title: plain(words.sure),
      text: plain(words.willNotify(count)),
      confirm: plain(words.goOn),
      deny: plain(words.notNow),
      style: 'danger' as const,
    },
  };
}
