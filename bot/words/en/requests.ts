/** Acknowledgements and states of a member's request. */
export const requests = {
  somebody: 'Somebody from our team',
  received: (number: string) => `Thank you, we have your request. It is ${number}.`,
  answeredInThread: 'Somebody from our team will answer here in this thread.',
  openingHours: (hours: string) => `_We are here ${hours}. If something changes, just write it here._`,
  claimed: (owner: string, number: string) => `${owner} is looking after your request ${number}, here in this thread.`,
  waitingForYou: (owner: string, number: string) =>
    `${owner} needs an answer from you to go on with your request ${number}. Please write it here in this thread.`,
  waitingForOthers: (owner: string, number: string) =>
    `Your request ${number} waits for somebody outside our team. ${owner} follows it up and will tell you here.`,
  resolved: (owner: string, number: string, days: number) =>
    `Your request ${number} is done. If it is not, write here within ${days} days. ${owner} then looks at it again.`,
  closed: (number: string) => `Your request ${number} is closed. If you need more help, write here and we open a new one.`,
  movedToDm: (number: string) => `Request ${number} goes on in private. Nothing more is said about it here.`,
  fromStaff: (name: string) => `${name} (staff): `,
  hours: { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], inPlace: (place: string) => `(${place} time)` },
  youAsked: 'You asked:',
  whyWeWrite: 'Why we write to you:',
  afterSurvey: (survey: string) =>
    `You answered our survey “${survey}”. One of us read your answers and would like to help. Just write here what you need.`,
  loggedForYou: (by: string, contact: string) => `${by} wrote this down for you after your contact with us (${contact}).`,
  contacts: {
    phone: 'phone',
    'e-mail': 'e-mail',
    'in person': 'in person',
    post: 'post',
    social: 'social media',
  } as Record<string, string>,
  goesOnHere: 'We talk about it here, in this private thread.',
  merged: (number: string, into: string) =>
    `Your request ${number} is about the same thing as ${into}. We go on with both together, and tell you when it is done.`,
  goesOnWith: (number: string, into: string) => `Your request ${number} goes on together with ${into}.`,
  doneWith: (number: string, into: string) =>
    `Your request ${number} is done, together with ${into}. If it is not done for you, write here. We then look at it again.`,
  endedWith: (number: string, into: string) =>
    `We have ended ${into}, with which your request ${number} went on. If you still need help, write here. We then look at it again.`,
  notARequest: (number: string) =>
    `Request ${number} is off our list, so nobody works on it. If you need help, write here and we open a new one.`,
};
