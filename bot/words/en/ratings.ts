/** What is asked after a request is done, and the thanks to a member who answered another. */
export const ratings = {
  question: (number: string) => `Your request ${number} is done. How happy are you with how we helped you?`,
  youAsked: 'You had asked:',
  whoReads: 'You need not answer. Only our leads read it, and not the person who helped you, unless they are our only lead.',
  /** From 1 to 5. */
  points: ['Very unhappy', 'Unhappy', 'Neither happy nor unhappy', 'Happy', 'Very happy'],
  thanks: (point: string) => `Thank you! Your answer: *${point}*.`,
  sorry: (point: string) =>
    `Thank you for telling us. Your answer: *${point}*. We are sorry; one of our leads looks at it today.`,
  addComment: 'Add a comment',
  commentTitle: 'Your comment',
  commentLabel: 'What should we know?',
  commentHint: 'Only our leads read it.',
  send: 'Send',
  cancel: 'Cancel',
  commentKept: 'We have your comment, too.',
  cameBack: (number: string) => `Your request ${number} is open again, so we do not ask yet how it was.`,
  expired: (number: string) =>
    `The question about your request ${number} is over. Thank you anyway! If something is not right, just write to us.`,
  answeredAlready: 'You have answered this already, thank you!',
  overNow: 'This question is over, so I did not take your answer. If something is not right, just write to us.',
  commentedAlready: 'We have a comment from you already, thank you! To tell us more, write in your request.',
  thankYou: (channel: string) => `Thank you! You answered somebody's question in ${channel}, and it helped them.`,
  thankYouAnywhere: `Thank you! You answered somebody's question, and it helped them.`,
  mayWeSaySo: (channel: string) => `May we say so in ${channel}? We would name you, and not say what it was about.`,
  yes: 'Yes, gladly',
  no: 'No, thank you',
  saidSo: (channel: string) => `Thank you! We say so in ${channel}.`,
  keptQuiet: 'All right, it stays between us. Thank you again!',
  thanksAnsweredAlready: 'You have told us already, thank you!',
  notThanked: 'This question is for somebody else, so I did nothing.',
  publicThanks: (member: string) => `:raised_hands: ${member} answered another member's question. Thank you!`,
};
