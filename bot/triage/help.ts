/** What `/triage` can do, grouped by what somebody wants, with an example each. */
export const HELP: { title: string; lines: [command: string, does: string][] }[] = [
  {
    title: 'See what there is',
    lines: [
      ['list', 'the open requests, urgent first, then the oldest'],
      [
        'list mine',
        'only yours; also `unassigned`, `waiting`, `overdue`, `private`, `priority:high`, `topic:billing`, `org:"Maple Street"`, and several at once',
      ],
      ['show 12', 'one request: what happened, what was said'],
      ['search invoice May', 'in all requests; `"in quotes"` keeps words together, `-word` leaves some out'],
      ['stats', 'how the week goes, and what you have on your hands'],
    ],
  },
  {
    title: 'Take and give',
    lines: [
      ['next', 'takes the next request nobody has and shows it'],
      ['claim 12', 'makes it yours; `claim 12 13 14` several at once'],
      ['assign 12 @ana', 'gives it to somebody; `release 12` gives it back'],
    ],
  },
  {
    title: 'Work on it',
    lines: [
      ['reply 12 It is on its way', 'answers the member, with your name'],
      ['note 12 She prefers a call', 'a note for staff only'],
      ['wait 12', 'the member’s turn: they are reminded'],
      ['wait 12 on Vendor until friday', 'somebody else’s turn; it comes back that day (`2026-12-01`, `3 days`)'],
      ['priority 12 high', 'low, normal, high or urgent; `topic 12 billing` says what it is about'],
      ['private 12', 'moves the talk to a direct message, for named readers only'],
      ['replies', 'the saved replies of your desk'],
    ],
  },
  {
    title: 'End it, or join it',
    lines: [
      ['resolve 12', 'as solved, with its usual topic; `resolve 12 billing` names the topic'],
      ['reopen 12', 'takes it back into work, for 7 days'],
      ['dismiss 12', 'not a request; `undo 12` takes the last step back, for 7 days'],
      ['merge 12 into 9', 'one request from now on; `link 12 9` only says they belong together; `split 12` makes two of one'],
      [
        'problem 12 The printers are down',
        'announces a known problem; `attach 13 12` makes #13 part of it, `detach 13` takes it out',
      ],
    ],
  },
];

/** Slack takes no slash commands in threads, and says nothing of it. */
export const NOT_IN_THREADS =
  'Slack takes no commands inside a thread. There, use the buttons on the card, or *⋮ → More message shortcuts* on a message.';
