/** What becomes of a request when staff split or merge it. */
export const handling = {
  unmerged: (number: string) => `Your request ${number} goes on by itself again. We talk about it here.`,
  splitToOwnThread: (number: string, from: string) =>
    `Part of what you wrote here is now request ${number}, so that nothing of it is missed. We answer it under its own message. Request ${from} goes on here.`,
  splitToDm: (number: string, from: string) =>
    `Part of what you wrote here is now request ${number}, so that nothing of it is missed. We answer it in a direct message to you. Request ${from} goes on here.`,
};
