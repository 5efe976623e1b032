/** What members read when a field of a form is not filled in properly. */
export const formFields = {
  /** What stands before the digits after a whole number. */
  decimalMark: '.',
  missing: 'Please fill this in.',
  tooLong: (most: number) => `Please keep this to ${most} characters.`,
  notANumber: (typed: string) => `“${typed}” is not a number. Write digits only, such as 12 or 12.5.`,
  notADay: 'Please choose a day.',
  notAChoice: 'Please choose from the list. It may have changed since you opened this.',
  notAPerson: 'Please choose somebody from the list.',
  notAnAddress: (typed: string) => `“${typed}” is not an e-mail address. Write one such as ana@example.org.`,
  notAFile: 'That file did not arrive. Please choose it again.',
  tooManyFiles: (most: number) => `Please choose ${most} files at most.`,
};
