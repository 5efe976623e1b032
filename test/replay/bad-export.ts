/** Something about what was given is wrong, and whoever gave it can put it right: one sentence, naming the file. */
export class BadExport extends Error {
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
  }
}
