// What happens to sign-ups for tools in the demo's week, done by the same rules that the buttons call.
import { approve, askMember, decline } from '#bot/approvals/deciding.ts';
import type { Deps } from '#bot/deps.ts';
import type { Answers } from '#bot/form-fields/form-fields.ts';
import { claimSettingUp, makeReady, stepKey, tickStep } from '#bot/provisioning/provisioning.ts';
import { askForTool } from '#bot/sign-ups/asking.ts';
import { cancelSignUp, giveBack } from '#bot/sign-ups/own-moves.ts';
import type { SignUp } from '#bot/sign-ups/sign-up.ts';
import { answerRenewal } from '#bot/terms/terms.ts';
import type { Name, Riverbend } from './riverbend.ts';
import type { When } from './script.ts';
import type { ToolId } from './tools.ts';

type Asks = { answers?: Answers; people?: Name[]; signs?: boolean };
type Act =
  | [When, Name, does: 'asks', Asks?]
  | [
      When,
      Name,
      does: 'approves' | 'puts on the list' | 'claims' | 'makes ready' | 'cancels' | 'keeps' | 'gives back' | 'will give back',
    ]
  | [When, Name, does: 'ticks' | 'asks the member' | 'declines', words: string];

/** One sign-up: for which tool, whose, and what is done about it. */
type SignUpStory = { tool: ToolId; of: Name; acts: Act[] };

const figures = (question: string): Asks => ({ answers: { 'what-for': question } });

const STORIES: SignUpStory[] = [
  {
    tool: 'data-warehouse',
    of: 'amina',
    acts: [
      ['mon 09:40', 'amina', 'asks', figures('How many patients miss their appointment, by month and by weekday?')],
      ['mon 10:20', 'greg', 'approves'],
      ['tue 09:15', 'devon', 'puts on the list'],
    ],
  },
  {
    tool: 'data-warehouse',
    of: 'owen',
    acts: [
      ['mon 13:05', 'owen', 'asks', figures('What our three shops sell in each season')],
      ['mon 13:40', 'lucia', 'approves'],
      ['tue 09:20', 'devon', 'puts on the list'],
    ],
  },
  {
    tool: 'data-warehouse',
    of: 'dalia',
    acts: [
      ['tue 11:10', 'dalia', 'asks', figures('How full our groups are, compared with other childcare members')],
      ['tue 13:30', 'bea', 'approves'],
      ['wed 10:05', 'devon', 'puts on the list'],
    ],
  },
  // Her seat is offered to Dalia, who stood in line behind her.
  { tool: 'data-warehouse', of: 'bea', acts: [['fri 11:45', 'bea', 'gives back']] },
  {
    tool: 'data-warehouse',
    of: 'joan',
    acts: [
      ['wed 11:00', 'joan', 'asks', figures('Our members’ use of electricity by street')],
      ['wed 12:10', 'joan', 'cancels'],
    ],
  },
  {
    tool: 'texting',
    of: 'lucia',
    acts: [
      ['tue 10:15', 'lucia', 'asks', { answers: { 'how-many': '40', sender: 'Loom' } }],
      [
        'wed 11:30',
        'ines',
        'declines',
        'For forty a month the free messages of the newsletter will do, and they cost you nothing.',
      ],
    ],
  },
  {
    tool: 'texting',
    of: 'pilar',
    acts: [
      ['thu 10:30', 'pilar', 'asks', { answers: { 'how-many': '900', sender: 'Northside' } }],
      [
        'fri 10:10',
        'ines',
        'asks the member',
        'Have your members agreed to get texts? We need that in writing before the first one.',
      ],
    ],
  },
  { tool: 'texting', of: 'joan', acts: [['fri 14:20', 'joan', 'asks', { answers: { 'how-many': '200', sender: 'Valley' } }]] },
  {
    tool: 'mapping',
    of: 'owen',
    acts: [
      ['wed 09:50', 'owen', 'asks', { people: ['owen', 'lucia'] }],
      ['thu 09:25', 'devon', 'approves'],
      ['thu 13:00', 'rosa', 'claims'],
      ['fri 09:40', 'rosa', 'ticks', 'Map set up'],
    ],
  },
  { tool: 'mapping', of: 'pilar', acts: [['wed 10:40', 'pilar', 'keeps']] },
  { tool: 'mapping', of: 'greg', acts: [['thu 11:20', 'greg', 'will give back']] },
  { tool: 'bookkeeping', of: 'jerome', acts: [['thu 09:10', 'jerome', 'keeps']] },
  {
    tool: 'bookkeeping',
    of: 'joan',
    acts: [
      ['thu 12:15', 'joan', 'asks', { people: ['joan'] }],
      ['fri 10:50', 'ines', 'approves'],
    ],
  },
  {
    tool: 'video-room',
    of: 'tom',
    acts: [
      ['mon 12:20', 'tom', 'asks'],
      ['mon 12:40', 'rosa', 'makes ready'],
    ],
  },
  {
    tool: 'video-room',
    of: 'samira',
    acts: [
      ['wed 15:15', 'samira', 'asks'],
      ['wed 15:25', 'rosa', 'makes ready'],
    ],
  },
  { tool: 'design-account', of: 'bea', acts: [['tue 09:05', 'bea', 'asks']] },
  { tool: 'design-account', of: 'huong', acts: [['tue 15:45', 'huong', 'asks']] },
  { tool: 'design-account', of: 'owen', acts: [['wed 08:30', 'owen', 'asks']] },
  { tool: 'design-account', of: 'maya', acts: [['thu 16:10', 'maya', 'asks']] },
];

type Stage = { deps: Deps; riverbend: Riverbend; instantOf: (when: When) => Date };

/** The moments of the week at which something is done about a tool, for who plays it. */
export function toolMoments({ deps, riverbend, instantOf }: Stage): { at: Date; run: () => Promise<void> }[] {
  return STORIES.flatMap((story) =>
    story.acts.map((act) => ({ at: instantOf(act[0]), run: () => perform(deps, riverbend, story, act) })),
  );
}

async function perform(deps: Deps, riverbend: Riverbend, { tool, of }: SignUpStory, act: Act): Promise<void> {
  const { workspaceId, ids } = riverbend;
  const [, name, does] = act;
  if (act[2] === 'asks') {
    const { answers = {}, people = [], signs = false } = act[3] ?? {};
    const whom = people.map((one) => ids[one]);
    const asked = { workspaceId, actorId: ids[name], toolId: tool, answers, people: whom, isAgreementSigned: signs };
    return void (await askForTool(deps, asked));
  }
  const { id: signUpId } = await openOf(deps, riverbend, tool, of);
  const action = { workspaceId, signUpId, actorId: ids[name] };
  if (act[2] === 'declines') return decline(deps, action, { reason: 'other tool', text: act[3] });
  if (act[2] === 'asks the member') return askMember(deps, action, act[3]);
  if (act[2] === 'ticks') return tickStep(deps, action, stepKey(act[3]), true);
  if (does === 'approves') return approve(deps, action);
  if (does === 'puts on the list') return approve(deps, action, { ontoList: true });
  if (does === 'claims') return claimSettingUp(deps, action);
  if (does === 'makes ready') return makeReady(deps, action);
  if (does === 'cancels') return void (await cancelSignUp(deps, action));
  if (does === 'gives back') return void (await giveBack(deps, action));
  await answerRenewal(deps, action, does === 'keeps' ? 'keep' : 'give back');
}

/** The open sign-up that somebody, or their organisation, has for a tool. */
async function openOf({ db }: Deps, { workspaceId, ids }: Riverbend, toolId: ToolId, of: Name): Promise<Pick<SignUp, 'id'>> {
  return db.signUp.findFirstOrThrow({
    where: { workspaceId, toolId, memberId: ids[of], openKey: { not: null } },
    select: { id: true },
  });
}
