/** Known problems: the banner's button, news, and the end. What a problem is comes from staff, already escaped. */
export const knownProblems = {
  sameHere: 'Same here',
  andMore: (count: number) => `and ${count} more that we know of`,
  noted: 'Thank you, I have noted that you have this problem, too. You hear from us here when there is news.',
  notedAlready: 'I have noted that already, thank you! You hear from us when there is news.',
  yourOwn: 'This is about your own request, so you hear from us there.',
  overNow: 'This problem is over, as far as we know. If you still have it, please tell us in a new request.',
  news: (problem: string) => `News about this problem: ${problem}`,
  says: (staff: string) => `${staff} from our team says:`,
  solved: (problem: string) => `Good news: this problem is solved. ${problem}`,
  ended: (problem: string) => `We have stopped following this problem: ${problem}`,
  ifNot: 'If it is not solved for you, just write to us.',
};
