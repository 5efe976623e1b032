// What happens at Riverbend Co-op in the demo's week and the days after it, as a script: who writes, who presses what, and when.
import type { Name, Room } from './seed-riverbend.ts';

/** `mon 09:05` of the week that the last digest is about, `+tue 14:00` of the week after it; by the clock of the desk. */
export type When = string;

/** One thing that somebody does in a story. */
export type Act =
  /** Writes in the thread */
  | [When, Name, 'says', text: string]
  /** Writes one more top-level message, before anybody else does */
  | [When, Name, 'adds', text: string]
  | [When, Name, 'edits', text: string]
  | [When, Name, 'deletes']
  /** Presses a button of the card */
  | [When, Name, 'claims' | 'solves' | 'dismisses']
  /** Fills in the card's forms */
  | [When, Name, 'replies', text: string]
  | [When, Name, 'resolves', topic: string, outcome?: 'solved' | 'answered by a member' | 'no longer needed']
  /** Writes under the card */
  | [When, Name, 'notes', text: string];

export type Story = { at: When; by: Name; in: Room; text: string; acts?: Act[] };

export const STORIES: Story[] = [
  {
    at: 'mon 09:06',
    by: 'maya',
    in: 'help',
    text: 'Good morning! Our treasurer left and nobody can get into the bookkeeping tool any more. How do we get her account moved to me?',
    acts: [
      ['mon 09:14', 'rosa', 'claims'],
      ['mon 09:19', 'rosa', 'says', 'Hi Maya, I can move it. Which address should the account have from now on?'],
      ['mon 09:31', 'maya', 'says', 'treasurer@maplestreet.example please, that one stays when people change'],
      ['mon 09:48', 'rosa', 'says', 'Done. You have an invitation in that inbox, it is good for two days.'],
      ['mon 09:55', 'maya', 'says', 'Thank you so much!'],
      ['mon 10:02', 'rosa', 'resolves', 'tool access'],
    ],
  },
  {
    at: 'mon 09:22',
    by: 'huong',
    in: 'mapping-help',
    text: 'hello, the map not show our new store since saturday. address is correct i check two time',
    acts: [
      ['mon 09:40', 'devon', 'claims'],
      [
        'mon 10:05',
        'devon',
        'replies',
        'Hello Huong! The new store was still marked as a draft. I published it, it should be there in ten minutes. Is it right now?',
      ],
      ['mon 10:31', 'huong', 'says', 'yes now is there, thank you Devon'],
      ['mon 10:33', 'devon', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'mon 10:12',
    by: 'greg',
    in: 'help',
    text: 'Invoice for October shows 14 seats, we have 11. Who do I talk to?',
    acts: [
      ['mon 10:25', 'ines', 'claims'],
      [
        'mon 11:02',
        'ines',
        'replies',
        'Hi Greg, three of those seats belong to people who left in September and were never given back. I gave them back today; the difference comes off the November invoice. Does that work for you?',
      ],
      ['mon 11:20', 'greg', 'says', 'It does. Thanks for the quick answer'],
      ['mon 11:24', 'ines', 'resolves', 'billing'],
    ],
  },
  { at: 'mon 10:40', by: 'tom', in: 'help', text: 'good morning everyone :wave:' },
  {
    at: 'mon 11:05',
    by: 'lucia',
    in: 'help',
    text: 'Hola, ¿cómo puedo cambiar el idioma de los formularios a español? Mis socios no leen inglés.',
    acts: [
      ['mon 11:30', 'rosa', 'claims'],
      [
        'mon 11:36',
        'rosa',
        'says',
        'Hola Lucía: Ajustes → Formulario → Idioma. Si los socios ya lo tienen abierto, tienen que recargar la página.',
      ],
      ['mon 11:52', 'lucia', 'says', 'perfecto, muchas gracias'],
      ['mon 11:58', 'rosa', 'resolves', 'how to'],
    ],
  },
  {
    at: 'mon 13:15',
    by: 'bea',
    in: 'help',
    text: 'The sign-in sheet for parents prints the wrong week again',
    acts: [
      ['mon 13:17', 'bea', 'adds', 'its always the week before. we wrote the dates by hand this morning'],
      ['mon 13:50', 'devon', 'claims'],
      ['mon 14:20', 'devon', 'notes', 'Their template still has the old time zone. Same as Sunrise in spring.'],
      [
        'mon 14:32',
        'devon',
        'replies',
        'Sorry about that, Bea. Your template was set to another time zone, so Sunday evening counted as last week. I corrected it; could you print one page and tell me what it says?',
      ],
      ['mon 15:10', 'bea', 'says', 'prints the right week now, thanks!'],
      ['mon 15:12', 'devon', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'mon 14:45',
    by: 'samira',
    in: 'help',
    text: 'Bonjour, I try since one hour to open the page of consent forms and it says 403. I have patients waiting.',
    acts: [
      ['mon 14:49', 'ines', 'claims'],
      ['mon 14:52', 'ines', 'says', 'On it, Samira. Two minutes.'],
      [
        'mon 15:01',
        'ines',
        'says',
        'Your role had lost the right to read forms in the weekend update. It is back. Please reload the page.',
      ],
      ['mon 15:06', 'samira', 'says', 'It works. Merci!'],
      ['mon 15:09', 'ines', 'resolves', 'tool access'],
    ],
  },
  {
    at: 'mon 16:30',
    by: 'jerome',
    in: 'mapping-help',
    text: 'How do I merge two buildings that are really one? 41 and 43 Maple share a door.',
    acts: [
      [
        'tue 09:10',
        'devon',
        'says',
        'Select both, then Edit → Merge. Keep number 41 as the main address; the other stays as an alias.',
      ],
      ['tue 09:45', 'jerome', 'says', 'got it, thanks'],
      ['tue 09:50', 'devon', 'resolves', 'how to'],
    ],
  },
  {
    at: 'tue 08:20',
    by: 'owen',
    in: 'help',
    text: 'Can I give a volunteer access for one month only? She does our stocktake.',
    acts: [
      ['tue 09:04', 'rosa', 'claims'],
      [
        'tue 09:12',
        'rosa',
        'replies',
        'Yes: invite her as a guest and set an end date. I have sent you the two steps by mail. The seat is free for guests under 60 days.',
      ],
      ['tue 09:30', 'owen', 'says', 'Brilliant, cheers'],
      ['tue 09:33', 'rosa', 'resolves', 'tool access'],
    ],
  },
  {
    at: 'tue 09:25',
    by: 'pilar',
    in: 'help',
    text: 'we were charged twice for september!! this is the third time I write about money and nobody explains. please somebody look at it',
    acts: [
      ['tue 09:27', 'ines', 'claims'],
      [
        'tue 09:41',
        'ines',
        'replies',
        'Pilar, I am sorry, you should not have to ask three times. I see both charges. The second is going back to your account today, and I will write to you here when the bank confirms it.',
      ],
      ['tue 09:44', 'ines', 'notes', 'Asked accounts to find out why Northside is billed on both plans.'],
      [
        'wed 15:20',
        'ines',
        'says',
        'The bank confirmed: $212.40 is back with you. The cause was an old plan that was never ended. I ended it, so it cannot happen again.',
      ],
      ['wed 15:41', 'pilar', 'says', 'Thank you Inês. that was clear'],
      ['wed 15:45', 'ines', 'resolves', 'billing'],
    ],
  },
  {
    at: 'tue 10:50',
    by: 'dalia',
    in: 'help',
    text: 'is there a list of all the member orgs with phone numbers?',
    acts: [
      ['tue 10:58', 'tom', 'says', 'Yes! Pinned in #general, second pin. It was updated last month.'],
      ['tue 11:03', 'dalia', 'says', 'found it, thank you Tom'],
      ['tue 11:40', 'rosa', 'resolves', 'how to', 'answered by a member'],
    ],
  },
  {
    at: 'tue 12:35',
    by: 'ravi',
    in: 'mapping-help',
    text: 'The export of meter points has only 1,000 rows, we have 3,480. Is there a limit? Kindly help.',
    acts: [
      ['tue 13:05', 'devon', 'claims'],
      [
        'tue 13:40',
        'devon',
        'replies',
        'Hello Ravi, the button exports what is on the screen, at most 1,000. Use Data → Full export instead; it comes by mail after some minutes.',
      ],
      ['wed 09:02', 'ravi', 'says', 'Received all 3,480. Thank you very much.'],
      ['wed 09:15', 'devon', 'resolves', 'how to'],
    ],
  },
  {
    at: 'tue 14:10',
    by: 'joan',
    in: 'help',
    text: 'lunch is in the big room today, there is soup left!',
    acts: [['tue 14:18', 'rosa', 'dismisses']],
  },
  {
    at: 'tue 15:05',
    by: 'amina',
    in: 'help',
    text: "The reminder texts to patients stopped on Friday. Three people missed their appointment today, that's serious for us.",
    acts: [
      ['tue 15:08', 'devon', 'claims'],
      [
        'tue 15:20',
        'devon',
        'says',
        'Amina, I see it: the text message balance ran out on Friday evening. I am topping it up now and sending the ones for tomorrow by hand.',
      ],
      [
        'tue 15:55',
        'devon',
        'says',
        'Tomorrow’s 26 reminders went out. I have also set a warning, so that we hear of it before it is empty.',
      ],
      ['tue 16:10', 'amina', 'says', 'ok thanks. Can the people from today get an apology with a new date?'],
      ['tue 16:35', 'devon', 'says', 'Yes, drafted for you under Messages → Drafts. You only need to check the dates.'],
      ['tue 16:40', 'devon', 'solves'],
      ['thu 10:12', 'amina', 'says', 'Sorry, it happened again this morning: no reminders for today'],
      [
        'thu 10:20',
        'devon',
        'says',
        'The top-up was used by the apologies, and my warning looked at the wrong balance. Both fixed now, and I will check every morning until Monday.',
      ],
      ['fri 09:15', 'amina', 'says', 'all good today'],
      ['fri 14:00', 'devon', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'wed 09:18',
    by: 'maya',
    in: 'help',
    text: 'where do I find the minutes of the October assembly?',
    acts: [
      ['wed 09:26', 'rosa', 'says', 'Shared drive → Assemblies → 2026 → October, the file called Minutes.'],
      ['wed 09:30', 'maya', 'edits', 'where do I find the minutes of the October assembly, and the annex with the vote?'],
      ['wed 09:39', 'rosa', 'says', 'The annex is the second file in the same folder.'],
      ['wed 09:47', 'maya', 'says', 'perfect'],
      ['wed 09:50', 'rosa', 'resolves', 'how to'],
    ],
  },
  {
    at: 'wed 10:33',
    by: 'tom',
    in: 'help',
    text: 'my password for the till is hunter-22 and it does not work',
    acts: [
      ['wed 10:34', 'tom', 'deletes'],
      ['wed 10:36', 'tom', 'adds', 'I deleted that, sorry. The till says my password is wrong, can somebody reset it?'],
      ['wed 10:44', 'ines', 'claims'],
      [
        'wed 10:50',
        'ines',
        'replies',
        'Good that you deleted it. I reset it, the new one is in your mail and must be changed at the first sign-in.',
      ],
      ['wed 11:05', 'tom', 'says', 'in. thanks a lot'],
      ['wed 11:10', 'ines', 'resolves', 'tool access'],
    ],
  },
  {
    at: 'wed 12:10',
    by: 'huong',
    in: 'help',
    text: 'how i can print label in two language?',
    acts: [
      ['wed 12:48', 'rosa', 'claims'],
      [
        'wed 13:15',
        'rosa',
        'replies',
        'Hi Huong! In the label editor press the + beside the language and choose the second one. Both are printed, one under the other. Shall we try it together on a call?',
      ],
      ['wed 13:40', 'huong', 'says', 'no need, i do it now and is good. thanks'],
      ['wed 13:42', 'rosa', 'solves'],
    ],
  },
  { at: 'wed 13:05', by: 'joan', in: 'help', text: 'thanks everybody for all the help! :pray:' },
  {
    at: 'wed 14:22',
    by: 'greg',
    in: 'help',
    text: 'Need two more seats in the scheduling tool from December.',
    acts: [
      ['wed 14:40', 'ines', 'claims'],
      ['wed 15:05', 'ines', 'says', 'Ordered, they start on 1 December. I put you down as the one who invites.'],
      ['wed 15:07', 'greg', 'says', 'sounds good'],
      ['wed 15:10', 'ines', 'resolves', 'billing'],
    ],
  },
  {
    at: 'wed 16:48',
    by: 'bea',
    in: 'help',
    text: 'A parent asks us to delete all photos of her child. How do we do that properly, and by when?',
    acts: [
      ['thu 09:05', 'ines', 'claims'],
      [
        'thu 09:40',
        'ines',
        'replies',
        'Good that you ask, Bea. You have a month, but let us do it this week. I listed the four places where photos are. When you have gone through them, I write the confirmation for the parent.',
      ],
      ['thu 13:15', 'bea', 'says', 'three of four done, the fourth says I have no access'],
      ['fri 10:30', 'ines', 'says', 'You have access now. Tell me when the last ones are gone.'],
    ],
  },
  {
    at: 'thu 09:12',
    by: 'samira',
    in: 'help',
    text: 'The video call with interpreter has no sound on the clinic laptop, on my phone it is ok',
    acts: [
      ['thu 09:30', 'devon', 'claims'],
      [
        'thu 09:44',
        'devon',
        'replies',
        'Hi Samira, most often the browser has chosen the wrong speaker. Click the lock beside the address → Sound → the laptop’s own speaker. Does it ring when you press Test?',
      ],
      ['thu 10:02', 'samira', 'says', 'Yes! It was on the monitor. Thanks'],
      ['thu 10:04', 'devon', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'thu 11:15',
    by: 'owen',
    in: 'mapping-help',
    text: 'Bus stops are drawn twice near the mill. Is that us or the city data?',
    acts: [
      ['thu 11:58', 'devon', 'claims'],
      [
        'fri 09:50',
        'devon',
        'says',
        'It is the city data: they published the old and the new stops together. I hid the old ones for our map until they clean it up.',
      ],
      ['fri 10:05', 'owen', 'says', 'Lovely, thank you'],
      ['fri 10:06', 'devon', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'thu 11:40',
    by: 'dalia',
    in: 'help',
    text: 'never mind the projector question from the meeting, but: can we borrow the projector on the 28th?',
    acts: [
      ['thu 12:20', 'rosa', 'claims'],
      ['thu 12:24', 'rosa', 'says', 'It is free that day, I wrote your name on it.'],
      ['thu 12:31', 'dalia', 'says', 'we found our own in the basement, so not needed any more. sorry!'],
      ['thu 12:40', 'rosa', 'resolves', 'other', 'no longer needed'],
    ],
  },
  {
    at: 'thu 13:10',
    by: 'lucia',
    in: 'help',
    text: 'The website of our shop shows still the summer hours. I changed it two weeks ago in the tool, customers come to a closed door.',
    acts: [
      ['thu 13:33', 'rosa', 'claims'],
      [
        'thu 14:10',
        'rosa',
        'replies',
        'Hi Lucía, the tool is right, but the website keeps a copy and had stopped fetching it. I started it again; the winter hours are there now.',
      ],
      ['thu 14:25', 'lucia', 'says', 'I see them, gracias :heart:'],
      ['thu 14:28', 'rosa', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'thu 15:52',
    by: 'jerome',
    in: 'help',
    text: 'Two households want to pay their share in four parts instead of one. Is that possible, and who has to agree to it?',
  },
  {
    at: 'fri 09:08',
    by: 'joan',
    in: 'help',
    text: 'The solar dashboard is blank for everyone at Valley since last night.',
    acts: [
      ['fri 09:11', 'devon', 'claims'],
      [
        'fri 09:16',
        'devon',
        'says',
        'Looking. The provider has an outage, I am subscribed to their updates and tell you when it is over.',
      ],
      ['fri 11:45', 'devon', 'says', 'They are back, and last night’s numbers were filled in too. All right on your side?'],
      ['fri 12:20', 'joan', 'says', 'yes works now, thank you'],
      ['fri 12:22', 'devon', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'fri 10:14',
    by: 'ravi',
    in: 'help',
    text: 'Please add three new colleagues to the workspace. Names and mails are in the sheet I shared with Inês.',
    acts: [
      ['fri 10:40', 'ines', 'claims'],
      ['fri 11:20', 'ines', 'says', 'All three are invited, Ravi. They get the welcome mail today.'],
      ['fri 11:31', 'ravi', 'says', 'Thank you for the quick help'],
      ['fri 11:33', 'ines', 'resolves', 'tool access'],
    ],
  },
  {
    at: 'fri 11:10',
    by: 'tom',
    in: 'help',
    text: 'The scale in aisle 3 prints prices without a decimal point. 450 dollars for cheese, nobody is buying.',
    acts: [
      ['fri 11:18', 'rosa', 'claims'],
      [
        'fri 11:26',
        'rosa',
        'says',
        'Ha, expensive cheese. Please press Menu → Country → US on the scale. If it asks for a code: 0000.',
      ],
      ['fri 11:44', 'tom', 'says', 'fixed. sold two already'],
      ['fri 11:46', 'rosa', 'resolves', 'something broken'],
    ],
  },
  {
    at: 'fri 14:37',
    by: 'amina',
    in: 'help',
    text: 'Who signs the data agreement with the new lab, us or the cooperative?',
    acts: [['fri 15:12', 'ines', 'claims']],
  },
  {
    at: 'fri 16:41',
    by: 'pilar',
    in: 'help',
    text: 'Next week comes the inspection. Where is the list of what we have to show? I have 6 pages from 2023, is it the same?',
  },
  { at: 'sat 18:20', by: 'joan', in: 'general', text: 'Open house next Sunday, bring your neighbours!' },
  {
    at: '+mon 09:25',
    by: 'maya',
    in: 'help',
    text: 'Can we get the meeting room calendar into our phones?',
    acts: [
      ['+mon 09:38', 'rosa', 'claims'],
      [
        '+mon 09:52',
        'rosa',
        'replies',
        'Yes, Maya: Calendar → Share → copy the address, and add it on the phone as a subscribed calendar. Tell me your phone and I send you the exact steps.',
      ],
    ],
  },
  {
    at: '+tue 10:20',
    by: 'greg',
    in: 'help',
    text: 'The two new seats do not show up yet, is that normal before December?',
    acts: [
      ['+tue 10:31', 'ines', 'says', 'Yes, they appear on the day they start. I will look on the 1st and tell you.'],
      ['+tue 10:40', 'greg', 'says', 'ok thanks'],
      ['+tue 10:42', 'ines', 'resolves', 'billing'],
    ],
  },
  {
    at: '+wed 14:05',
    by: 'huong',
    in: 'mapping-help',
    text: 'delivery zone of store 2 is too big, driver complain. how to make it small',
    acts: [['+wed 14:30', 'devon', 'claims']],
  },
  { at: '+thu 11:20', by: 'owen', in: 'help', text: 'The till roll supplier asks for our VAT number. Which one do we give?' },
];
