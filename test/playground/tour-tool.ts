// The tour's sign-up for a tool: by everybody it takes, each with what they press.
import { APPROVE_SIGN_UP, PUT_ON_LIST } from '#bot/approvals/action-ids.ts';
import type { Deps } from '#bot/deps.ts';
import { CLAIM_SETTING_UP, MAKE_READY, TICK_STEP } from '#bot/provisioning/action-ids.ts';
import { ASK_FOR_TOOL, SHOW_TOOL } from '#bot/sign-ups/action-ids.ts';
import { approvalKey, signUpCardKey } from '#bot/sign-ups/sign-up.ts';
import type { Answer } from '#test/workspace/answers.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import { topForm } from './riverbend/play.ts';
import type { Name, Riverbend } from './riverbend/riverbend.ts';
import type { ToolId } from './riverbend/tools.ts';
import type { TourStop } from './seen.ts';
import { until } from './until.ts';

type Stage = { slack: Workspace; deps: Deps; riverbend: Riverbend };

const WAREHOUSE: ToolId = 'data-warehouse';
/** Tom first; each press is somebody else's, since one has it once. */
const ASKERS: [Name, question: string][] = [
  ['tom', 'Which of our vegetables are thrown away most, and in which week?'],
  ['samira', 'How long patients wait for their first appointment'],
  ['huong', 'what our two stores sell on sunday'],
];

export async function signUp(stage: Stage): Promise<TourStop> {
  const { slack, riverbend } = stage;
  const asker = await nextAsker(stage);
  if (!asker) {
    const as = riverbend.ids.tom;
    return {
      as,
      channel: slack.directChannel(as),
      says: 'Everybody who could ask has done so. `/tools mine` says how it stands.',
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
async function nextAsker({ deps, riverbend: { workspaceId, ids } }: Stage): Promise<(typeof ASKERS)[number] | undefined> {
  const open = await deps.db.signUp.findMany({ where: { workspaceId, toolId: WAREHOUSE, openKey: { not: null } } });
  return ASKERS.find(([name]) => !open.some(({ memberId }) => memberId === ids[name]));
}

const rowOf = ({ deps, riverbend: { workspaceId } }: Stage, id: number) =>
  deps.db.signUp.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });

async function askForWarehouse(stage: Stage, as: string, question: string): Promise<number> {
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
async function approveBy(stage: Stage, signUpId: number, role: 'contact' | 'owner'): Promise<void> {
  const { deps, riverbend, slack } = stage;
  const { workspaceId } = riverbend;
  const { approverId } = await until(() =>
    deps.db.signUpApproval.findFirst({ where: { workspaceId, signUpId, role, decision: null } }),
  );
  const card = await cardUnder(stage, approvalKey(signUpId, approverId), [APPROVE_SIGN_UP, PUT_ON_LIST]);
  await succeeds(slack.press(approverId, card, { actionId: card.actionId }), role);
}

async function setUp(stage: Stage, signUpId: number): Promise<void> {
  const { slack, riverbend, deps } = stage;
  const { rosa } = riverbend.ids;
  const tool = { workspaceId_id: { workspaceId: riverbend.workspaceId, id: WAREHOUSE } };
  const { checklist } = await deps.db.tool.findUniqueOrThrow({ where: tool });
  const presses = [CLAIM_SETTING_UP, ...checklist.map(() => TICK_STEP), MAKE_READY];
  let steps = checklist.length;
  for (const actionId of presses) {
    const card = await cardUnder(stage, signUpCardKey(signUpId), [actionId], steps);
    await succeeds(slack.press(rosa, card, { actionId, value: card.value }), actionId);
    if (actionId === TICK_STEP) steps -= 1;
  }
  // The welcome is on its way when the sign-up is ready.
  const key = `ready:${signUpId}:`;
  await until(() => deps.db.saidMessage.findFirst({ where: { key: { startsWith: key }, sentAt: { not: null } } }));
}

/** A card of the bot's as soon as it offers one of these buttons, with so many steps left to tick. */
async function cardUnder({ slack, deps, riverbend: { workspaceId } }: Stage, key: string, actionIds: string[], steps = 0) {
  return until(async () => {
    const where = { workspaceId_key: { workspaceId, key } };
    const owned = await deps.db.ownedMessage.findUnique({ where });
    if (!owned?.ts) return undefined;
    const channel = /^[UW]/.test(owned.channelId) ? slack.directChannel(owned.channelId) : owned.channelId;
    const buttons = buttonsIn(slack.message(channel, owned.ts)?.blocks);
    const found = buttons.find(({ action_id: id }) => actionIds.includes(id));
    const left = buttons.filter(({ action_id: id }) => id === TICK_STEP).length;
    return found && left === steps ? { channel, ts: owned.ts, actionId: found.action_id, value: found.value } : undefined;
  });
}

type Button = { action_id: string; value: string };

function buttonsIn(blocks: unknown): Button[] {
  if (typeof blocks !== 'object' || blocks === null) return [];
  const { action_id: actionId, value } = blocks as Partial<Button>;
  const own = actionId !== undefined && value !== undefined ? [{ action_id: actionId, value }] : [];
  return [...own, ...Object.values(blocks).flatMap(buttonsIn)];
}

async function succeeds(pressed: Promise<Answer>, what: string): Promise<void> {
  const { status, error } = await pressed;
  if (status !== 200) throw new Error(`The bot did not take ${what}: ${error ?? status}`);
}
