export const waysIn = {};
