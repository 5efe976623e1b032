import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SignUpAction } from '#bot/sign-ups/sign-up.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { openForm } from '#bot/slack/forms.ts';
import { actorIn, fieldOf, MemberId, workspaceOf } from '#bot/slack/payloads.ts';
import { findTool } from '#bot/tools/tool.ts';
import { wordsFor } from '#bot/words/words.ts';
import {
  END_STAY,
  GIVE_SEAT_BACK,
  HAND_OVER,
  IMPORT_USAGE,
  KEEP_SEAT,
  REVIEW_KEEP,
  REVIEW_KEEP_REST,
  REVIEW_REMOVE,
  REVIEW_REMOVE_REST,
  SEAT_NEEDED,
  SEAT_NOT_NEEDED,
  START_REVIEW,
  STAY_AS_IT_IS,
} from './action-ids.ts';
import { HAND_OVER_FORM, HEIR_FIELD, handOverForm, reviewBegunForm, USAGE_FILE, USAGE_FORM, usageForm } from './blocks.ts';
import { MARK_CLEARED, markCleared } from './clearing.ts';
import { decideStay } from './departures.ts';
import { askToDecideRest, decideReview, startReview } from './reviews.ts';
import { answerRenewal } from './terms.ts';
import { answerNeeded } from './usage.ts';
import { askToReadUsage, requireImport } from './usage-import.ts';

type Press = (action: SignUpAction, rest: string[]) => Promise<unknown>;

/** Connects to Slack how a sign-up ends or goes on. */
export function registerTerms(app: App, deps: SlackDeps): void {
  const presses: Record<string, Press> = {
    [KEEP_SEAT]: (action, rest) => answerRenewal(deps, action, 'keep', instantIn(rest)),
    [GIVE_SEAT_BACK]: (action, rest) => answerRenewal(deps, action, 'give back', instantIn(rest)),
    [SEAT_NEEDED]: (action) => answerNeeded(deps, action, true),
    [SEAT_NOT_NEEDED]: (action) => answerNeeded(deps, action, false),
    [MARK_CLEARED]: (action) => markCleared(deps, action),
    [STAY_AS_IT_IS]: (action, [memberId]) => decideStay(deps, { ...action, memberId: memberIn(memberId) }, 'keep'),
    [END_STAY]: (action, [memberId]) => decideStay(deps, { ...action, memberId: memberIn(memberId) }, 'end'),
  };
  for (const [actionId, rule] of Object.entries(presses)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      const [number, ...rest] = (action.value ?? '').split(':');
      await rule({ workspaceId: workspaceOf(context), signUpId: signUpNumber(number), actorId: body.user.id }, rest);
      await ack();
    });
  }
  registerHandOver(app, deps);
  registerReviews(app, deps);
  registerUsage(app, deps);
}

function registerHandOver(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(HAND_OVER, async ({ ack, action, body, client, context }) => {
    const [number] = (action.value ?? '').split(':');
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(number), actorId: body.user.id };
    await requireRight(deps.db, 'decide about a seat', who);
    await openForm(client, body, handOverForm(action.value ?? '', await wordsFor(deps.db, who.workspaceId, who.actorId)));
    await ack();
  });

  app.view(HAND_OVER_FORM, async ({ ack, view, body, context }) => {
    const [number, memberId] = view.private_metadata.split(':');
    const who = { workspaceId: workspaceOf(context), signUpId: signUpNumber(number), actorId: body.user.id };
    const heir = MemberId.safeParse(fieldOf(view, HEIR_FIELD).selected_user);
    if (!heir.success) {
      const { terms } = await wordsFor(deps.db, who.workspaceId, who.actorId);
      return ack({ response_action: 'errors', errors: { [HEIR_FIELD.blockId]: terms.noHeir } });
    }
    await decideStay(deps, { ...who, memberId: memberIn(memberId) }, { to: heir.data });
    await ack();
  });
}

function registerReviews(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(START_REVIEW, async ({ ack, action, body, client, context }) => {
    await startReview(deps, { workspaceId: workspaceOf(context), toolId: action.value ?? '', actorId: body.user.id });
    // From the tool's page; in a message the list itself is the answer.
    if (body.view?.type === 'modal') await client.views.push({ trigger_id: body.trigger_id, view: reviewBegunForm() });
    await ack();
  });

  const verdicts = { [REVIEW_KEEP]: 'keep', [REVIEW_REMOVE]: 'remove' } as const;
  for (const [actionId, verdict] of Object.entries(verdicts)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      const { signUpId, ...review } = reviewIn(action.value);
      const deciding = { ...actorIn(context, body), ...review };
      await decideReview(deps, deciding, [signUpNumber(signUpId)], verdict);
      await ack();
    });
  }
  const rests = { [REVIEW_KEEP_REST]: 'keep', [REVIEW_REMOVE_REST]: 'remove' } as const;
  for (const [actionId, verdict] of Object.entries(rests)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, context }) => {
      const { toolId, startedOn } = reviewIn(action.value);
      await askToDecideRest(deps, { ...actorIn(context, body), toolId, startedOn }, verdict);
      await ack();
    });
  }
}

function registerUsage(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(IMPORT_USAGE, async ({ ack, action, body, client, context }) => {
    const toolId = action.value || null;
    const workspaceId = workspaceOf(context);
    await requireImport(deps, { workspaceId, actorId: body.user.id, toolId });
    await openForm(client, body, usageForm(toolId === null ? null : await findTool(deps.db, workspaceId, toolId)));
    await ack();
  });

  app.view(USAGE_FORM, async ({ ack, view, body, context }) => {
    const fileId = fileIn(view);
    if (!fileId) return ack({ response_action: 'errors', errors: { [USAGE_FILE.blockId]: 'Please choose a CSV file.' } });
    const toolId = view.private_metadata || null;
    await askToReadUsage(deps, { ...actorIn(context, body), toolId, fileId });
    await ack();
  });
}

const SignUpNumber = z.coerce.number().int().positive().max(2_147_483_647);

/** The sign-up that a button or a form names; what is none gets a sentence. */
function signUpNumber(value: unknown): number {
  const parsed = SignUpNumber.safeParse(typeof value === 'string' ? value : undefined);
  if (!parsed.success) throw new UserError('no_sign_up', ({ tools }) => tools.noSuchSignUp);
  return parsed.data;
}

function memberIn(value: unknown): string {
  const parsed = MemberId.safeParse(value);
  if (!parsed.success) throw new UserError('no_sign_up', ({ tools }) => tools.noSuchSignUp);
  return parsed.data;
}

function instantIn([value]: string[]): Date | undefined {
  return /^\d{1,15}$/.test(value ?? '') ? new Date(Number(value)) : undefined;
}

const Review = z.tuple([z.string().min(1).max(100), z.iso.date()]).rest(z.string());

function reviewIn(value: unknown): { toolId: string; startedOn: Date; signUpId: string | undefined } {
  const parsed = Review.safeParse(typeof value === 'string' ? value.split(':') : undefined);
  if (!parsed.success) throw new UserError('no_tool', ({ tools }) => tools.noSuchTool);
  const [toolId, day, signUpId] = parsed.data;
  return { toolId, startedOn: new Date(`${day}T00:00:00Z`), signUpId };
}

const Files = z.object({
  state: z.object({
    values: z.object({
      [USAGE_FILE.blockId]: z.object({
        [USAGE_FILE.actionId]: z.object({ files: z.tuple([z.object({ id: z.string().regex(/^F[A-Z0-9]{1,40}$/) })]) }),
      }),
    }),
  }),
});

function fileIn(view: unknown): string | undefined {
  const parsed = Files.safeParse(view);
  return parsed.success ? parsed.data.state.values[USAGE_FILE.blockId]?.[USAGE_FILE.actionId]?.files[0].id : undefined;
}
