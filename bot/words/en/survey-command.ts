/** What members read who type `/survey`. */
export const surveyCommand = {
  help: {
    title: 'What `/survey` does',
    mine: '`/survey mine` shows which surveys are open for you, and turns them off if you like',
    pickUp: '`/survey pick-up` lets you write to us without your name, and shows our answer',
  },
  unknown: "I don't know that one.",
};
