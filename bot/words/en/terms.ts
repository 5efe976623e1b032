/** What members read when a term ends, a tool lies unused or somebody leaves; and owners of a tool, who decide about seats. */
export const terms = {
  endings: (count: number) =>
    count === 1
      ? 'A tool of yours ends soon. Do you want to keep it?'
      : `${count} tools of yours end soon. Which do you want to keep?`,
  endingsOf: (name: string, count: number) =>
    count === 1
      ? `A tool of *${name}* ends soon. Do you want to keep it?`
      : `${count} tools of *${name}* end soon. Which do you want to keep?`,
  endingsOver: 'About your tools whose time ends: this is how it stands.',
  endingsOverOf: (name: string) => `About the tools of *${name}* whose time ends: this is how it stands.`,
  endsOn: (tool: string, number: string, date: string) => `*${tool}* (${number}) ends on ${date}.`,
  people: (count: number) => `${count} people use it.`,
  neededApproval: 'To keep it has to be approved again; press early.',
  silence: (days: number) => `If we hear nothing, it is suspended on that day, and ends ${days} working days later.`,
  keep: 'Keep it',
  giveBack: 'Give it back',
  keepAfterAll: 'Keep it after all',
  giveBackNow: 'Give it back now',
  keptUntil: (tool: string, number: string, date: string) => `:white_check_mark: You keep *${tool}* (${number}), until ${date}.`,
  beingDecided: (tool: string, number: string) =>
    `:hourglass: You want to keep *${tool}* (${number}). It is being decided; until then it stays yours.`,
  endsThen: (tool: string, number: string, date: string) =>
    `*${tool}* (${number}) goes back on ${date}. Until then you can use it.`,
  notRenewedLine: (tool: string, number: string, date: string) => `*${tool}* (${number}) is not renewed. It ends on ${date}.`,
  isSuspended: (tool: string, number: string, date: string) =>
    `:pause_button: *${tool}* (${number}) is suspended. Without an answer it ends on ${date}.`,
  hasEnded: (tool: string, number: string) => `*${tool}* (${number}) has ended.`,
  andMore: (count: number) => `… and ${count} more: \`/tools\` shows them all.`,
  news: {
    suspended: (tool: string, number: string, date: string) =>
      `The time for *${tool}* (${number}) is over and we did not hear from you, so it is suspended. Press *Keep it* and it goes on. Without an answer it ends on ${date}.`,
    ended: (tool: string, number: string) =>
      `*${tool}* (${number}) has ended, as decided. Thank you for giving the seat to the next!`,
    notRenewed: (tool: string, number: string) =>
      `The time for *${tool}* (${number}) is over; it was not renewed. You can ask for it again with \`/tools\`.`,
    lost: (tool: string, number: string) =>
      `We did not hear from you, so *${tool}* (${number}) has ended and the seat goes to the next. If you need it, ask again with \`/tools\`.`,
    removed: (who: string, tool: string, number: string) =>
      `${who} looked through the seats of *${tool}* and removed yours (${number}). If you think that this is a mistake, just write to us, or ask again with \`/tools\`.`,
    handedOver: (tool: string, number: string) => `*${tool}* (${number}) is yours now: it was handed over to you.`,
  },
  keptAlready: (date: string) => `You have kept this already, until ${date}.`,
  givenBackAlready: 'You have given this back already.',
  noEnd: 'This does not end by itself, so there is nothing to keep.',
  toolIsArchived: 'This tool is not offered any more, so it cannot be kept for another term.',
  notRenewed: (date: string) => `It was decided not to renew this. You can use it until ${date}.`,
  keepLater: (end: string, from: string) => `This is yours until ${end}. You can keep it for longer from ${from} on.`,
  needed: (tool: string, number: string, days: number) =>
    `Do you still need *${tool}* (${number})? As far as we know nobody has used it for ${days} days, and others may be waiting.`,
  yesNeeded: 'Yes, I need it',
  stillNeeded: (tool: string, number: string) =>
    `:white_check_mark: You still need *${tool}* (${number}). Thank you for telling us!`,
  neededAlready: 'You have told us already that you need it. Thank you!',
  left: {
    'switched off': (who: string, count: number) =>
      `${who} has left. ${count === 1 ? 'A sign-up of theirs is' : `${count} sign-ups of theirs are`} for you to decide about.`,
    moved: (who: string, count: number) =>
      `${who} belongs to another organisation now. ${count === 1 ? 'A sign-up of theirs is' : `${count} sign-ups of theirs are`} for you to decide about.`,
  } as Record<string, (who: string, count: number) => string>,
  isHolder: 'theirs',
  isOneOfPeople: 'they are one of its people',
  stayKeep: 'Leave it',
  handOver: 'Hand over to…',
  end: 'End it',
  takeOff: 'Take them off',
  stayed: {
    keep: 'stays as it is',
    'hand over': 'is handed over',
    end: 'is ended',
  } as Record<string, string>,
  stayDecided: (who: string) => `${who} has decided this already.`,
  handOverTitle: 'Hand over a sign-up',
  handOverTo: 'Who gets it?',
  handOverHint: 'Somebody of the same organisation. They are told.',
  save: 'Hand over',
  cancel: 'Cancel',
  noHeir: 'Please choose a person whom I know here in Slack.',
  heirElsewhere: 'That person belongs to another organisation. Please choose somebody of the same one.',
  heirHasOne: (number: string) => `They have this tool already (${number}).`,
  review: (tool: string, count: number) => `Yearly review of *${tool}*: ${count} to decide.`,
  reviewDone: (tool: string) => `:white_check_mark: Yearly review of *${tool}*: done.`,
  reviewCounts: (kept: number, removed: number) => `${kept} kept, ${removed} removed.`,
  lastUsed: (day: string) => `last used ${day}`,
  neverUsed: 'no use known',
  reviewKeep: 'Keep',
  reviewRemove: 'Remove',
  keepRest: 'Keep all the others',
  removeRest: 'Remove all the others',
  reviewMore: (count: number) => `… and ${count} more. They move up as you decide.`,
  reviewFollowUp: (tool: string, count: number) =>
    `The review of *${tool}* is not done: ${count === 1 ? '1 seat is' : `${count} seats are`} still to decide. The list is above in our messages.`,
  reviewDue: (tool: string) => `It is a year since the seats of *${tool}* were looked through. Shall we begin?`,
  startReview: 'Begin the review',
  underReview: 'The last review of this tool is not done yet. I show you its list again.',
  nothingToReview: 'Nobody has this tool, so there is nothing to look through.',
  reviewedAlready: 'This is decided already.',
  sure: 'Are you sure?',
  willNotify: (count: number) => `This will notify ${count} people.`,
  goOn: 'Go on',
  notNow: 'Not now',
};
