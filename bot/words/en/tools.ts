/** What members read of the catalogue and of every sign-up. */
export const tools = {
  noSuchTool: 'There is no such tool any more. `/tools` shows what there is.',
  noSuchSignUp: 'There is no such sign-up.',
  changedMeanwhile: 'Somebody changed this a moment ago. Please look again.',
  anotherIsOpen: (number: string) => `There is a sign-up for this tool already: ${number}. \`/tools\` shows how it stands.`,
  notApprover: 'You are not (or no longer) asked to decide this.',
  notHolder: 'That is not your sign-up, so I did nothing.',
  notOwner: 'Only the owner of the tool and our leads can do that.',
  refused: {
    'being decided': 'This is still being decided.',
    'with the member': 'We wait for an answer of the member first.',
    'on the list': 'This is on the waiting list.',
    'not offered': 'There is no free seat for you yet. We write to you when there is one.',
    'not signed': 'The agreement has to be signed first.',
    'being set up': 'This is being set up already.',
    'ready already': 'This is ready already.',
    'not ready': 'This is not ready yet.',
    suspended: 'This is suspended.',
    over: 'This is over. You can ask for the tool again with `/tools`.',
    'not over': 'This is not over.',
    'not asked': 'Nobody is waiting for an answer of yours here.',
  },
  /** A moment, as Slack fills it in for each reader. */
  momentForm: '{date_long} at {time}',
  /** Why a tool is not open to somebody. */
  whyNot: {
    archived: 'This tool is not offered any more.',
    nobody: 'Only people in this Slack workspace can sign up.',
    guest: 'Guests of this workspace cannot sign up. Somebody of your organisation who is a full member can.',
    stranger: 'Only people of this workspace can sign up, and you are here from another one.',
    'no organisation': 'This tool is for organisations, and I do not know yet which one is yours. Our staff can enter it.',
    agreement: 'An organisation has to sign an agreement for this tool, and I do not know yet which one is yours.',
    'window closed': 'The time to apply is over.',
    'window not open': (when: string) => `You can apply from ${when}.`,
    organisations: (name: string) => `This tool is for some organisations only, and ${name} is not one of them.`,
    'size unknown': (name: string) =>
      `This tool is for organisations of a certain size, and I do not know how many people ${name} has. Our staff can enter it.`,
    'plan unknown': (name: string) => `This tool comes with some plans only, and I do not know the plan of ${name}.`,
    'too small': (name: string, least: number) => `This tool is for organisations of ${least} people or more. ${name} has fewer.`,
    'too large': (name: string, most: number) => `This tool is for organisations of ${most} people at most. ${name} has more.`,
    plan: (plans: string) => `This tool comes with another plan than yours: ${plans}.`,
    role: (roles: string) => `This tool is for people with one of these tasks at their organisation: ${roles}.`,
  },
  /** What `/tools help` says; a lead sees two lines more. */
  help: {
    title: 'What `/tools` does',
    browse: '`/tools` shows the tools we share, and which of them are open to you',
    search: '`/tools data` looks for a word in them',
    mine: '`/tools mine` shows what you signed up for and how it stands',
    admin: '`/tools admin` makes and changes tools, imports and exports them',
    report: '`/tools report` shows how sign-ups are going',
  },
};
