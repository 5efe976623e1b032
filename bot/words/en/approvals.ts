/** What approvers read, and what members read of a decision. */
export const approvals = {
  asks: (who: string, tool: string, number: string) => `${who} would like to use *${tool}* (${number}). Please decide.`,
  asksToRenew: (who: string, tool: string, number: string) =>
    `${who} would like to go on using *${tool}* (${number}). Please decide.`,
  reopenedAsks: (who: string, tool: string, number: string) =>
    `It is your turn to decide about *${tool}* for ${who} again (${number}).`,
  forOrganisation: (name: string) => `For: *${name}*`,
  people: (names: string, count: number) => `People (${count}): ${names}`,
  andMore: (count: number) => `and ${count} more`,
  asked: (date: string) => `Asked: ${date}`,
  inPlaceOf: (who: string) => `You are asked in place of ${who}; whoever decides first decides.`,
  inPlaceOfNobody: 'You are asked because nobody else can decide this.',
  allNeeded: (who: string) => `Everybody asked has to approve. Still to say: ${who}`,
  whoAnswered: 'What they filled in:',
  noSeat: 'No seat is free for them now. If you approve, they go on the waiting list, and we offer them the next free seat.',
  noSeatNow: 'No seat is free any more. You can still put them on the list: look at the card again.',
  approve: 'Approve',
  putOnList: 'Put on the list',
  decline: 'Decline…',
  ask: 'Ask a question…',
  approvedBy: (who: string) => `:white_check_mark: Approved by ${who}.`,
  declinedBy: (who: string) => `:x: Declined by ${who}.`,
  waitsForMember: 'We wait for the member’s answer.',
  notNeeded: 'This is over: nothing is left to decide.',
  question: (who: string) => `${who} asked:`,
  answer: 'The answer:',
  youDecided: (isApproved: boolean) => `You have ${isApproved ? 'approved' : 'declined'} this already.`,
  wasFaster: (who: string, isApproved: boolean) => `${who} was faster and has ${isApproved ? 'approved' : 'declined'} this.`,
  nothingAsked: 'Please write your question first.',
  needsText: 'Please write why.',
  declineTitle: 'Decline a sign-up',
  declineReason: 'Why?',
  declineText: 'What should they know?',
  declineHint: 'The member reads this, and who declined.',
  askTitle: 'Ask a question',
  askLabel: 'Your question',
  askHint: 'They read this with your name, and answer in their messages with me. Until then nobody waits for you.',
  send: 'Send',
  cancel: 'Cancel',
  reasons: {
    'not eligible': 'The tool is not meant for this',
    'not needed': 'It is not needed',
    'other tool': 'Another tool does it better',
    'no budget': 'There is no budget for it',
    incomplete: 'Something is missing in the request',
    other: 'Another reason',
  } as Record<string, string>,
  news: {
    approved: (who: string, tool: string, number: string) => `${who} approved your sign-up for *${tool}* (${number}).`,
    approvedByRule: (tool: string, number: string) => `Your sign-up for *${tool}* (${number}) is approved.`,
    settingUp: 'You have a seat. We set it up now and write to you when it is ready.',
    waiting: (place: number | null) =>
      `No seat is free right now${place ? `: you are number ${place} in line` : ''}. We write to you as soon as there is one for you.`,
    unsigned: 'A seat is held for you. The agreement has to be signed first: open `/tools` to sign it.',
    stage: (who: string, what: string, next: string) =>
      `${who} approved your sign-up for ${what}. Next it is decided by ${next}.`,
    declined: (who: string, what: string, reason: string) =>
      `${who} declined your sign-up for ${what}.${reason ? ` The reason: ${reason}.` : ''}`,
    theirWords: 'What they wrote:',
    afterDecline:
      'If something has changed, you can ask again with `/tools`. If you think that this is a mistake, just write to us.',
    renewed: (who: string, tool: string, number: string, until: string) =>
      `${who} approved that you go on using *${tool}* (${number})${until ? `, until ${until}` : ''}.`,
    notRenewed: (who: string, what: string, reason: string, until: string) =>
      `${who} decided that ${what} is not renewed.${reason ? ` The reason: ${reason}.` : ''}${until ? ` You can use it until ${until}.` : ''}`,
    reopened: (who: string, tool: string, number: string) =>
      `${who} opened your sign-up for *${tool}* (${number}) again. It is decided anew, and we tell you the result.`,
    question: (who: string, tool: string, number: string) =>
      `${who} has a question about your sign-up for *${tool}* (${number}) before it is decided:`,
    answerHere: 'Press *Answer*, or write in the thread of this message.',
    answer: 'Answer',
  },
  whoDecides: {
    contact: 'the contact of your organisation',
    owner: 'who looks after the tool',
    lead: 'our leads',
    people: 'those named for it',
  } as Record<string, string>,
};
