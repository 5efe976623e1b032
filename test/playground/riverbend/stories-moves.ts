// What shows the less usual moves at Riverbend Co-op: a private request, requests that wait, a known problem.
import type { Story } from './script.ts';

export const STORIES_OF_MOVES: Story[] = [
  {
    at: 'mon 15:20',
    by: 'dalia',
    in: 'help',
    text: 'A family cannot pay this month, the mother is in hospital. Can they pay later, and who decides that?',
    acts: [
      ['mon 15:22', 'dalia', 'makes private'],
      ['mon 15:23', 'dalia', 'deletes'],
      ['mon 15:41', 'ines', 'claims'],
      ['mon 16:05', 'ines', 'replies', 'I am sorry to hear that, Dalia. Yes, they can pay later. I call you tomorrow about how.'],
    ],
  },
  {
    at: 'thu 14:32',
    by: 'ravi',
    in: 'help',
    text: 'Our monthly fee was taken twice from the bank account. When do we get it back?',
    acts: [
      ['thu 14:45', 'ines', 'claims'],
      ['thu 14:58', 'ines', 'replies', 'You are right, Ravi, I see it twice. I have asked the bank to send one back.'],
      ['thu 15:00', 'ines', 'waits for', 'the bank'],
    ],
  },
  {
    at: 'fri 13:20',
    by: 'owen',
    in: 'mapping-help',
    text: 'Our pin is in the wrong street on the map',
    acts: [
      ['fri 13:31', 'rosa', 'claims'],
      ['fri 13:36', 'rosa', 'replies', 'I can move it, Owen. Which of your two shops is it, the one at the mill or the new one?'],
      ['fri 13:37', 'rosa', 'waits'],
    ],
  },
  {
    at: 'fri 15:20',
    by: 'bea',
    in: 'help',
    text: 'The booking calendar loses entries today',
    acts: [
      ['fri 15:24', 'devon', 'claims'],
      [
        'fri 15:30',
        'devon',
        'announces',
        'The booking calendar is slow and can lose entries. Please keep a note until it is mended.',
      ],
    ],
  },
  {
    at: 'fri 15:52',
    by: 'jerome',
    in: 'help',
    text: 'Booking calendar loses entries, is that only here?',
    acts: [['fri 15:55', 'devon', 'attaches']],
  },
];
