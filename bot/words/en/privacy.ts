/** Going on with a request in private. */
export const privacy = {
  makePrivate: 'Make private',
  confirmTitle: 'Go on in private?',
  confirm: 'We go on in your direct message with me. Only our team reads it there. This cannot be taken back.',
  yes: 'Yes, make it private',
  cancel: 'Cancel',
  done: (number: string) => `Request ${number} is private now. We go on in your direct message with me.`,
  alreadyPrivate: (number: string) => `Request ${number} is private already. There is nothing more to do.`,
  noRequestHere: 'This message belongs to no request, so there is nothing to make private.',
  close: 'Close',
  saidSoFar: 'What was said before:',

  holds: {
    card: 'It looks like your message holds a card number.',
    account: 'It looks like your message holds an account number.',
    socialSecurity: 'It looks like your message holds a social security number.',
    password: 'It looks like your message holds a password. Please change it soon, too.',
    health: 'It looks like your message says something about your health.',
  },
  shallWe: (number: string) => `Others can read it in the channel. Shall we go on with request ${number} in private?`,
  noThanks: 'No, thanks',
  declined: (number: string) => `All right, request ${number} stays where it is.`,

  helpToDelete: (number: string) => `*Request ${number} is private now.* I cannot delete your own messages, but you can:`,
  deleteSteps:
    '• On a computer: open the link, point at the message, press *⋮*, then *Delete message*.\n• On a phone: open the link, hold the message, then press *Delete message*.\nWe keep what you wrote, for our team only.',
  message: (count: number) => `Message ${count}`,
  isDeleted: 'deleted',
  moreToDelete: (count: number) => `And ${count} more: I show them here when these are deleted.`,
  allDeleted: (number: string) => `*Request ${number} is private now.* Your messages are deleted from the channel. Thank you!`,

  goOnHere: 'I have passed on what you wrote in the channel. Please write here from now on: here only our team reads it.',
};
