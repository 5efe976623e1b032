const all = new Intl.ListFormat('en');

/** What members read when they are asked in a survey: the invitation, the form, and what follows. */
export const answering = {
  notFound: 'That survey cannot be found. Perhaps it was taken back.',
  notAsked: 'This survey was sent to others, so there is nothing to answer here. Thank you for wanting to!',

  // How a survey is offered: in a direct message, in a channel, in App Home.
  asks: (name: string) => `We would like to hear from you: *${name}*`,
  asksAll: (name: string) => `We ask some of you for a few answers: *${name}*`,
  forThoseAsked: 'It is for those who got a message from me. Everybody else need not do anything.',
  estimate: (questions: number, minutes: number) =>
    `${questions === 1 ? '1 question' : `${questions} questions`}, ${minutes === 1 ? 'less than a minute' : `about ${minutes} minutes`}`,
  until: (when: string) => `Open until ${when}.`,
  answer: 'Answer',
  goOn: (left: number) => (left === 1 ? 'Go on with the last question' : `Go on with the other ${left} questions`),
  toTheEnd: 'Go on to the end',
  change: 'Change it',
  changeAll: 'Change my answers',
  somethingElse: 'Something else…',

  /** Who learns what; the first thing that somebody reads who is asked. */
  promise: {
    /** The people who may read it now; others may run the survey later. */
    named: (who: string[]) =>
      `:bust_in_silhouette: *With your name.* Whoever runs this survey and our leads read what you answer, and see your name.${who.length === 0 ? '' : ` It is run by ${all.format(who)} now.`}`,
    confidential: (who: string[]) =>
      who.length === 0
        ? ':lock: *In confidence.* Those who could read who answered what have left, and nobody else can.'
        : `:lock: *In confidence.* Only ${all.format(who)} can read who answered what. Besides them, somebody with our database could look it up.`,
    anonymous:
      ':lock: *Anonymous.* Nobody who uses this bot can see who said what, from the moment you send it. ' +
      'When the survey closes, all answers are stored anew in random order. ' +
      'After that, somebody with our database cannot see it either. Until then, they could work it out, and later only from a copy made before.',
    final:
      'You answer in one sitting, and what you send is final: it cannot be changed. ' +
      'That you answered is noted so that nobody reminds you, and forgotten when the survey closes.',
    exportsOfAsking:
      'Owners of this Slack workspace can export direct messages. ' +
      'Those show that you were asked, and whether we reminded you, but not what you answer in the form.',
    exportsOfAnswer:
      'Owners of this Slack workspace can export direct messages. ' +
      'Those show your answer to the first question, and none of the others.',
    exportsOfAnswering:
      'Owners of this Slack workspace can export direct messages. ' +
      'Those show that you were asked and how far you have answered, but none of your answers.',
    shown: (by: string[], least: number) =>
      by.length === 0
        ? `Results are shown for everybody together, never for fewer than ${least} people.`
        : `Results are shown ${all.format(by)}, never for fewer than ${least} people.`,
    shownToOthers: (by: string[], least: number) =>
      by.length === 0
        ? `Everybody else sees only the results for all together, never for fewer than ${least} people.`
        : `Everybody else sees only the results ${all.format(by)}, never for fewer than ${least} people.`,
    textsToOthers: (least: number) =>
      `Our staff read what you write yourself word for word, without names. It stands among at least ${least} texts in random order.`,
    texts: (least: number) => `What you write yourself is shown word for word, among at least ${least} texts in random order.`,
  },
  bands: {
    organisation: 'by organisation',
    size: 'by size of organisation',
    region: 'by region',
    plan: 'by plan',
    tenure: 'by how long people have been with us',
    language: 'by language',
  } as Record<string, string>,

  // What the message says afterwards.
  youSaid: (answer: string) => `You said *${answer}*.`,
  kept: (answered: number, questions: number) => `${answered} of ${questions} answered, and kept.`,
  keptUntil: (when: string) => `You can go on until ${when}.`,
  done: (name: string) => `:white_check_mark: Thank you! We have your answers to *${name}*.`,
  changeUntil: (when: string) => `You can change your answers until ${when}.`,
  closed: (name: string) => `The survey *${name}* is closed. Thank you to all who answered!`,
  closedAnswered: (name: string) => `The survey *${name}* is closed. Thank you for your answers!`,
  withdrawn: (name: string) => `The survey *${name}* was taken back. You need not do anything, and all answers were deleted.`,
  notOpenYet: (name: string) => `The survey *${name}* is not open yet. Please come back a little later.`,

  overNow: 'This survey is over, so I did not take that answer. Thank you for wanting to!',
  openForm: 'This survey is answered in its form: please press *Answer*.',

  // Not being asked.
  optOut: 'No more of this survey',
  optOutAll: 'No surveys at all',
  optedOut: (name: string) => `All right: I will not send you *${name}* any more.`,
  optedOutAll: 'All right: I will not send you any surveys.',
  optedOutBefore: (name: string) => `You chose not to get *${name}* any more. Would you like to answer it after all?`,
  askAgain: 'Ask me again',
  answerAfterAll: 'Yes, ask me again',

  // A reminder.
  reminder: (name: string) => `A small reminder: the survey *${name}* is still open for you.`,
  reminderKept: (name: string, answered: number, questions: number) =>
    `A small reminder: you answered ${answered} of ${questions} questions of *${name}*.`,

  // The form.
  next: 'Next',
  send: 'Send',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  progress: (page: number, pages: number) => `Page ${page} of ${pages}`,
  keptOnTheWay: 'Each page is kept when you press Next.',
  nothingKeptOnTheWay: 'Nothing is kept before you press Send at the end.',
  yes: 'Yes',
  no: 'No',
  other: 'Something else',
  otherLabel: (question: string) => `${question} Something else:`,
  lowest: 'not at all likely',
  highest: 'extremely likely',
  tooSmall: (least: string) => `Please write ${least} or more.`,
  tooLarge: (most: string) => `Please write ${most} or less.`,
  otherMissing: 'Please write what it is.',
  atTheEnd: 'That was the last question. Press *Send*, and your answer is final. *Back* takes you to your answers.',
  movedOn: 'Your answers were changed meanwhile, so this is where you are now.',
  stillMissing: 'One answer is still missing, here.',
  thanks: 'Thank you! We have your answers.',
  thanksAnonymous: 'Your answer is in. It is final, and nobody who uses this bot can see that it is yours.',
  letter: 'Is there more to say? Write to us without your name, and pick up our answer with a code.',
  writeLetter: 'Write without a name',
  answeredBefore: 'We have your answer already, thank you! An anonymous answer is final, so nothing has changed.',
  gone: 'This form is too old, and what you typed in it was not kept. Please begin again; it takes only a moment.',
  beginAgain: 'Begin again',
  previewNote: 'Preview: you see what a member sees, and nothing is kept.',
  previewPromise: 'Here members read who learns what they answer. That is chosen when the survey is sent.',
  previewEnd: 'That was the end. It was a preview, so nothing of it was kept.',
  testNote: ':test_tube: A test: this is how members get it, and nothing you answer is kept.',

  // Their own surveys.
  mineTitle: 'Your surveys',
  mineIntro: 'Surveys that are open for you now:',
  mineEmpty: 'No survey is open for you now.',
  mineOptOuts: 'Surveys you do not get, as you wished:',
  everySurvey: 'All surveys',
  mineConfided: 'Surveys whose answers you read in confidence:',
  results: 'Results',
  homeTitle: 'Surveys open for you',
  homeMore: (count: number) => `And ${count} more: type \`/survey mine\`.`,
};
