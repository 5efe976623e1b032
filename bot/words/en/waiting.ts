/** A request that waits for its member: the reminder, and being put aside. */
export const waiting = {
  stillNeeded: (owner: string, number: string) => `Hello! ${owner} still needs an answer from you for your request ${number}.`,
  theQuestion: 'The question was:',
  writeHere: 'Just write it here. If you no longer need help, tell us that, too.',
  otherwise: (days: number) => `If we hear nothing, we put the request aside in ${days} working days.`,
  putAside: (number: string) =>
    `We did not hear from you, so we have put your request ${number} aside. Nothing is lost: write here and we go on with it.`,
};
