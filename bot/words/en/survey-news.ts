/** What members read of a survey that is over: its results, and what became of them. */
export const surveyNews = {
  /** "You said, we did", to everybody who was asked. */
  action: {
    head: (survey: string) => `Not long ago we asked you and others: *${survey}*. This is what comes of it.`,
    said: 'You said',
    doing: 'What we do',
    by: (owner: string, day: string) => `${owner} sees to it, by ${day}.`,
    done: (owner: string) => `${owner} has seen to it: it is done.`,
    noMore: 'You read this because you were asked, whether or not you answered.',
  },
  /** To whoever sees to an action, on its day. */
  due: {
    head: (survey: string) => `Today is the day for something you look after. It follows from the survey *${survey}*.`,
    late: (survey: string, day: string) =>
      `Since ${day} something waits that you look after. It follows from the survey *${survey}*.`,
    tell: (keeper: string) => `When it is done, please tell ${keeper}, who runs the survey.`,
    done: 'It is done',
  },
  /** Results as a channel reads them. */
  results: {
    title: (survey: string) => `What you told us: ${survey}`,
    answered: (share: string) => `${share} answered. Thank you!`,
    hidden: (least: number) => `Nothing is shown of fewer than ${least} people, nor what would give them away.`,
    notShown: 'Not shown, so that nobody can tell who said what.',
    tooFew: (least: number) => `Fewer than ${least} people: not shown.`,
    answers: (count: number) => (count === 1 ? '1 answer' : `${count} answers`),
    nps: (score: string) => `Net promoter score: ${score}`,
    margin: (points: number) => `give or take ${points}`,
    promoters: '9 or 10',
    passives: '7 or 8',
    detractors: '0 to 6',
    organisations: (score: string, count: number) => `With one voice for each of ${count} organisations: ${score}`,
    median: (value: string) => `Half of them said ${value} or less`,
    between: (low: string, high: string) => `eight of ten between ${low} and ${high}`,
    wrote: (count: number) => (count === 1 ? '1 person wrote something.' : `${count} people wrote something.`),
    of: (part: number, whole: number) => `${part} of ${whole}`,
    percent: (part: number) => `${part} %`,
    more: (count: number) => (count === 1 ? '… and 1 more question.' : `… and ${count} more questions.`),
    moreAnswers: (count: number) => `… and ${count} more`,
    charts: 'The same as pictures:',
  },
};
