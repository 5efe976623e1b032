/** What members read when a tool is being set up and when it is ready. */
export const provisioning = {
  ready: (tool: string, number: string) => `*${tool}* is ready for you (${number}). :tada:`,
  welcome: 'Hello {name}, welcome to *{tool}*!',
  until: (day: string) => `You have it until ${day}. We write to you before that.`,
  noEnd: 'no set end',
  yourOrganisation: 'your organisation',
  linkWaits: 'There is a link for you. It works once, so open it when you have a minute.',
  linkGiven: (tool: string, number: string) =>
    `Here is something for *${tool}* (${number}): a link that works once. Open it when you have a minute.`,
  note: 'With it, our staff write:',
  showLink: 'Show my link',
  linkTitle: 'Your link',
  openIt: 'Open it',
  linkOnce:
    'I show it this once and do not keep it. Please do not post it anywhere, and change the password if it gives you one.',
  close: 'Close',
  noLink: 'There is no link for you here any more. If you still need one, please write to us and we make a new one.',
  linkOpened: (by: string | null) =>
    `${by ?? 'You'} opened this link already, and it works only once. If you still need one, please write to us and we make a new one.`,
};
