/** Where to write and what there is. */
export const help = {
  pointer: (member: string, channels: string[]) =>
    `Hello ${member}! I look after requests in ${anyOf(channels)}. Write your question there, in your own words. Somebody from our team answers you in its thread.`,
  howToAsk: (channels: string[]) =>
    `*How to ask for help*\nWrite your question in ${anyOf(channels)}, in your own words. Somebody from our team answers in its thread.\nOr type \`/ticket\` anywhere, or write to me here: then only our team reads it. In my Home tab you see all your requests.`,
  tooMany: (most: number) =>
    `You wrote more than ${most} messages in a minute, so I stopped reading for now. Please wait a minute. Then write once more what is missing.`,
  forAdmins: '*For workspace admins*\n• `/rochdale setup` changes channels, staff, hours and topics',
};

const list = new Intl.ListFormat('en', { type: 'disjunction' });
const anyOf = (channels: string[]) => list.format(channels);
