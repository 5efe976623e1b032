/** What members read who type `/survey`. */
export const surveyCommand = {
  help: {
    title: 'What `/survey` does',
    mine: '`/survey mine` shows which surveys are open for you, and turns them off if you like',
    pickUp: '`/survey pick-up` shows our answer to what you wrote without your name',
  },
  unknown: "I don't know that one.",
};
