/** Why something cannot be done, and what to do instead. */
export const refusals = {
  notStaff:
    'That is for the staff of the desk. To ask for help, write in the help channel, in your own words. If you should be staff, ask a workspace admin: `/rochdale setup` adds you. Then join the channel where staff work.',
  notYours: (number: string) => `Request ${number} is somebody else's. Only they can do that.`,
  notYourDesk: 'Only people who work at this desk can do that. Please ask one of them.',
  notReader: (number: string) => `Request ${number} is private. Only its named readers can see what it says.`,
  notLead: 'Only leads of this desk can do that. Please ask one of them.',
  notAdmin: 'That is for the admins of this Slack workspace. Please ask one of them.',
  notSetUp:
    "Hello! I'm not set up here yet. A workspace admin can do that in a minute: type `/rochdale setup`. Until then, please ask your people directly.",
  noRequest: (number: string) => `There is no request ${number}.`,
  notFound: 'That request cannot be found. Please open your list of requests again.',
  didYouMean: (command: string) => `I don't know that one. Did you mean ${command}?`,
  noSuchCommand: (help: string) => `I don't know that one. ${help} lists what I can do.`,
  notAnyMore: 'Your account here is switched off, so I cannot do that for you.',
  broken: (reference: string) => `Sorry, something broke on our side (${reference}). Please try again in a moment.`,
  slackIsBusy: 'Slack is too busy to answer me just now. Please try again in a minute.',
  notTakenIn:
    'Sorry, something broke on our side and I could not take your message in. Our team has been told and will look at it.',
  notTakenInTellThem:
    'Sorry, something broke on our side and I could not take your message in. Please tell whoever looks after me here.',
  brokenTitle: 'That did not work',
  back: 'Back',
  writeFirst: 'Please write something first.',
  alreadyEnded: (number: string) => `Request ${number} is closed already. If you need more help, just ask again.`,
  notConfidant: 'Only the people who were named for it when this survey was sent can read that.',
  notKeeper: 'Only the owner of this survey, its co-owners and leads can do that.',
};
