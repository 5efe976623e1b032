// The tour's sign-up for a tool: by everybody it takes, each with what they press.
import { APPROVE_SIGN_UP, PUT_ON_LIST } from '#bot/approvals/action-ids.ts';
import { CLAIM_SETTING_UP, MAKE_READY, TICK_STEP } from '#bot/provisioning/action-ids.ts';
import { ASK_FOR_TOOL, SHOW_TOOL } from '#bot/sign-ups/action-ids.ts';
import { approvalKey, signUpCardKey } from '#bot/sign-ups/sign-up.ts';
import { topForm } from './riverbend/play.ts';
import { offered, type People, pressWhenOffered, succeeds } from './riverbend/pressing.ts';
import type { Name } from './riverbend/riverbend.ts';
import type { ToolId } from './riverbend/tools.ts';
import type { TourStop } from './seen.ts';
import { until } from './until.ts';

const WAREHOUSE: ToolId = 'data-warehouse';
/** Tom first; each press is somebody else's, since one has it once. */
const ASKERS: [Name, question: string][] = [
  ['tom', 'Which of our vegetables are thrown away most, and in which week?'],
  ['samira', 'How long patients wait for their first appointment'],
  ['huong', 'what our two stores sell on sunday'],
];

export async function signUp(stage: People): Promise<TourStop> {
  const { slack, riverbend } = stage;
  const asker = await nextAsker(stage);
  if (!asker) {
    const as = riverbend.ids.tom;
    return {
      as,
      channel: slack.directChannel(as),
      says: 'Everybody who could ask has done so. Type “/tools mine” to see how it stands.',
    };
  }
  const as = riverbend.ids[asker[0]];
  const channel = slack.directChannel(as);
  const signUpId = await askForWarehouse(stage, as, asker[1]);
  await approveBy(stage, signUpId, 'contact');
  await approveBy(stage, signUpId, 'owner');
  const { state } = await until(async () => {
    const row = await rowOf(stage, signUpId);
    return row.state === 'asked' ? undefined : row;
  });
  if (state === 'setting up') await setUp(stage, signUpId);
  const news = await until(async () => slack.messages(channel).at(-1));
  return {
    as,
    channel,
    ts: news.ts,
    says:
      state === 'setting up'
        ? 'The organisation’s contact and the owner approved with one press each, staff ticked off what there was to do, and the member was welcomed. No spreadsheet was touched.'
        : 'All seats this member may have are taken. They stand in line, see their place, and are asked by themselves as soon as one is free.',
  };
}

/** Who has not asked for it yet. */
async function nextAsker({ deps, riverbend: { workspaceId, ids } }: People): Promise<(typeof ASKERS)[number] | undefined> {
  const open = await deps.db.signUp.findMany({ where: { workspaceId, toolId: WAREHOUSE, openKey: { not: null } } });
  return ASKERS.find(([name]) => !open.some(({ memberId }) => memberId === ids[name]));
}

const rowOf = ({ deps, riverbend: { workspaceId } }: People, id: number) =>
  deps.db.signUp.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });

async function askForWarehouse(stage: People, as: string, question: string): Promise<number> {
  const { slack, deps, riverbend } = stage;
  await slack.command(as, riverbend.channels.general, '/tools', 'data warehouse');
  for (const actionId of [SHOW_TOOL, ASK_FOR_TOOL])
    await succeeds(slack.press(as, { view: topForm(slack, as) }, { actionId }), actionId);
  await slack.submit(as, topForm(slack, as), { 'What would you like to find out?': question });
  await slack.closeViews(as);
  const where = { workspaceId: riverbend.workspaceId, toolId: WAREHOUSE, memberId: as, openKey: { not: null } };
  return (await until(() => deps.db.signUp.findFirst({ where }))).id;
}

/** The approver whose turn it is presses what their card offers. */
async function approveBy(stage: People, signUpId: number, role: 'contact' | 'owner'): Promise<void> {
  const { deps, riverbend } = stage;
  const { workspaceId } = riverbend;
  const { approverId } = await until(() =>
    deps.db.signUpApproval.findFirst({ where: { workspaceId, signUpId, role, decision: null } }),
  );
  await pressWhenOffered(stage, approverId, approvalKey(signUpId, approverId), APPROVE_SIGN_UP, PUT_ON_LIST);
}

async function setUp(stage: People, signUpId: number): Promise<void> {
  const { slack, riverbend, deps } = stage;
  const { rosa } = riverbend.ids;
  const tool = { workspaceId_id: { workspaceId: riverbend.workspaceId, id: WAREHOUSE } };
  const { checklist } = await deps.db.tool.findUniqueOrThrow({ where: tool });
  const presses = [CLAIM_SETTING_UP, ...checklist.map(() => TICK_STEP), MAKE_READY];
  let steps = checklist.length;
  for (const actionId of presses) {
    const left = { actionId: TICK_STEP, times: steps };
    const { channel, ts, value } = await offered(stage, signUpCardKey(signUpId), [actionId], left);
    await succeeds(slack.press(rosa, { channel, ts }, { actionId, value }), actionId);
    if (actionId === TICK_STEP) steps -= 1;
  }
  // The welcome is on its way when the sign-up is ready.
  const key = `ready:${signUpId}:`;
  await until(() => deps.db.saidMessage.findFirst({ where: { key: { startsWith: key }, sentAt: { not: null } } }));
}
