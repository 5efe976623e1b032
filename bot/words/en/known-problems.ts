export const knownProblems = {};
