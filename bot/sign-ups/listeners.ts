import type { App, BlockButtonAction, BlockPlainTextInputAction, BlockStaticSelectAction, ViewSubmitAction } from '@slack/bolt';
import { ANSWER_QUESTION } from '#bot/approvals/action-ids.ts';
import { UserError } from '#bot/errors.ts';
import { readAnswers } from '#bot/form-fields/reading.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { fromInput, fromMessage } from '#bot/slack/escape.ts';
import { openForm } from '#bot/slack/forms.ts';
import { fieldOf, workspaceOf } from '#bot/slack/payloads.ts';
import { meetMentioned } from '#bot/slack/people.ts';
import { answerRenewal } from '#bot/terms/terms.ts';
import { findTool } from '#bot/tools/tool.ts';
import { verbOf } from '#bot/tools/verbs.ts';
import { type Words, wordsFor } from '#bot/words/words.ts';
import {
  ASK_FOR_TOOL,
  BROWSE_TOOLS,
  CANCEL_SIGN_UP,
  CHANGE_PEOPLE,
  CHOOSE_CATEGORY,
  GIVE_BACK,
  KEEP_TOOL,
  LET_SEAT_GO,
  MY_TOOLS,
  REPORT_PROBLEM,
  SEARCH_TOOLS,
  SHOW_SIGN_UP,
  SHOW_TOOL,
  SIGN_AGREEMENT,
  TAKE_SEAT,
  TOOLS_BACK,
  TOOLS_NEXT,
} from './action-ids.ts';
import { signAgreement } from './agreements.ts';
import { askForTool } from './asking.ts';
import {
  ANSWER_FORM,
  ASK_FORM,
  answerForm,
  askForm,
  doneForm,
  PEOPLE_FORM,
  PROBLEM_FORM,
  peopleForm,
  problemForm,
  SIGN_FORM,
  SIGNED,
  signedValue,
  signForm,
  TEXT,
} from './blocks.ts';
import { catalogueFor, placeFrom, toolPlaceFrom, toolViewFor, type Who } from './browsing.ts';
import { follow, followOwn, ownSignUps, type Standing } from './following.ts';
import { letSeatGo, takeSeat } from './offers.ts';
import { answerQuestion, cancelSignUp, giveBack } from './own-moves.ts';
import { cataloguePage, categoryIn, minePage, SEARCH_FIELD, signUpPage, TOOLS_PAGE } from './pages.ts';
import { changePeople } from './people.ts';
import { reportProblem } from './problems.ts';
import type { SignUpAction } from './sign-up.ts';
import { toolPageOf } from './tool-page.ts';
import { endingIn, peopleIn, signUpNumberIn } from './typed.ts';

/** What a page of somebody's own sign-ups lists. */
const MOST = { open: 15, ended: 10 };

/** Connects to Slack what members do with the catalogue and their sign-ups. */
export function registerSignUps(app: App, deps: SlackDeps): void {
  registerCommand(app, deps);
  registerCatalogue(app, deps);
  registerPresses(app, deps);
  registerForms(app, deps);
}

const whoIn = (context: Parameters<typeof workspaceOf>[0], memberId: string): Who => ({
  workspaceId: workspaceOf(context),
  memberId,
});
const wordsOf = (deps: SlackDeps, { workspaceId, memberId }: Who) => wordsFor(deps.db, workspaceId, memberId);

async function mineFor(deps: SlackDeps, who: Who) {
  await requireRight(deps.db, 'browse tools', { workspaceId: who.workspaceId, actorId: who.memberId });
  const own = await ownSignUps(deps.db, who.workspaceId, who.memberId, { ...MOST, now: deps.now() });
  return minePage(own, await wordsOf(deps, who));
}

function registerCommand(app: App, deps: SlackDeps): void {
  app.command('/tools', async ({ ack, command, client, context }) => {
    const asked = verbOf(fromMessage(command.text ?? ''));
    if (asked.verb !== 'browse' && asked.verb !== 'mine') return;
    const who = whoIn(context, command.user_id);
    const search = asked.verb === 'browse' ? asked.search.slice(0, 200).toWellFormed() : '';
    const view =
      asked.verb === 'mine'
        ? await mineFor(deps, who)
        : cataloguePage(await catalogueFor(deps, who, search === '' ? {} : { search }), await wordsOf(deps, who));
    await client.views.open({ trigger_id: command.trigger_id, view });
    await ack();
  });
}

function registerCatalogue(app: App, deps: SlackDeps): void {
  for (const actionId of [BROWSE_TOOLS, TOOLS_NEXT, TOOLS_BACK]) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const who = whoIn(context, body.user.id);
      const found = await catalogueFor(deps, who, placeFrom(action.value));
      await openForm(client, body, cataloguePage(found, await wordsOf(deps, who)));
      await ack();
    });
  }

  app.action<BlockStaticSelectAction>(CHOOSE_CATEGORY, async ({ ack, action, body, client, context }) => {
    const who = whoIn(context, body.user.id);
    const { search } = placeFrom(body.view?.private_metadata);
    const category = categoryIn(action.selected_option?.value);
    const place = { ...(category ? { category } : {}), ...(search ? { search } : {}) };
    await openForm(client, body, cataloguePage(await catalogueFor(deps, who, place), await wordsOf(deps, who)));
    await ack();
  });

  const searched = async (who: Who, metadata: string | undefined, typed: string | null | undefined) => {
    const { category } = placeFrom(metadata);
    const search = fromInput(typed ?? '')
      .trim()
      .slice(0, 200)
      .toWellFormed();
    const place = { ...(category ? { category } : {}), ...(search === '' ? {} : { search }) };
    return cataloguePage(await catalogueFor(deps, who, place), await wordsOf(deps, who));
  };
  app.action<BlockPlainTextInputAction>(SEARCH_TOOLS, async ({ ack, action, body, client, context }) => {
    await openForm(client, body, await searched(whoIn(context, body.user.id), body.view?.private_metadata, action.value));
    await ack();
  });
  app.view(TOOLS_PAGE, async ({ ack, view, body, context }) => {
    const found = await searched(whoIn(context, body.user.id), view.private_metadata, fieldOf(view, SEARCH_FIELD).value);
    await ack({ response_action: 'update', view: found });
  });

  app.action<BlockButtonAction>(SHOW_TOOL, async ({ ack, action, body, client, context }) => {
    const who = whoIn(context, body.user.id);
    const view = await toolViewFor(deps, who, toolPlaceFrom(action.value));
    await openForm(client, body, toolPageOf(view, await wordsOf(deps, who)));
    await ack();
  });

  app.action<BlockButtonAction>(ASK_FOR_TOOL, async ({ ack, action, body, client, context }) => {
    const who = whoIn(context, body.user.id);
    const view = await toolViewFor(deps, who, toolPlaceFrom(action.value));
    const words = await wordsOf(deps, who);
    // What changed since the page was shown (somebody else of theirs has asked, say) is on the page.
    const next = view.why || view.mine ? toolPageOf(view, words) : askForm(view, who.memberId, words);
    await openForm(client, body, next);
    await ack();
  });

  app.action<BlockButtonAction>(MY_TOOLS, async ({ ack, body, client, context }) => {
    await openForm(client, body, await mineFor(deps, whoIn(context, body.user.id)));
    await ack();
  });
}

function registerPresses(app: App, deps: SlackDeps): void {
  const rules: Record<string, (action: SignUpAction, of?: Date) => Promise<unknown>> = {
    [CANCEL_SIGN_UP]: (action) => cancelSignUp(deps, action),
    [GIVE_BACK]: (action) => giveBack(deps, action),
    [KEEP_TOOL]: (action, of) => answerRenewal(deps, action, 'keep', of),
    [TAKE_SEAT]: (action) => takeSeat(deps, action),
    [LET_SEAT_GO]: (action) => letSeatGo(deps, action),
  };
  for (const [actionId, rule] of Object.entries(rules)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const { signUpId, of } = endingIn(action.value);
      const own = { workspaceId: workspaceOf(context), signUpId, actorId: body.user.id };
      await rule(own, of);
      // A note or a Home is rendered again by itself; an open page is not.
      if (body.view?.type === 'modal') {
        const words = await wordsFor(deps.db, own.workspaceId, own.actorId);
        await openForm(client, body, signUpPage(await follow(deps, own), words));
      }
      await ack();
    });
  }

  const forms: Record<string, (standing: Standing, words: Words) => Parameters<typeof openForm>[2]> = {
    [ANSWER_QUESTION]: answerForm,
    [CHANGE_PEOPLE]: peopleForm,
    [SIGN_AGREEMENT]: signForm,
    [REPORT_PROBLEM]: problemForm,
    [SHOW_SIGN_UP]: (standing, words) => signUpPage(standing, words),
  };
  for (const [actionId, shown] of Object.entries(forms)) {
    app.action<BlockButtonAction>(actionId, async ({ ack, action, body, client, context }) => {
      const own = { workspaceId: workspaceOf(context), signUpId: signUpNumberIn(action.value), actorId: body.user.id };
      const standing = await followOwn(deps, own);
      const words = await wordsFor(deps.db, own.workspaceId, own.actorId);
      // An old button: how it stands now says why there is nothing to do.
      const isOld =
        (actionId === ANSWER_QUESTION && standing.signUp.state !== 'questioned') ||
        (actionId === SIGN_AGREEMENT && standing.isSigned);
      await openForm(client, body, isOld ? signUpPage(standing, words) : shown(standing, words));
      await ack();
    });
  }
}

type View = ViewSubmitAction['view'];

function registerForms(app: App, deps: SlackDeps): void {
  app.view(ASK_FORM, async ({ ack, view, body, context }) => {
    const who = whoIn(context, body.user.id);
    await requireRight(deps.db, 'sign up for a tool', { workspaceId: who.workspaceId, actorId: who.memberId });
    const words = await wordsOf(deps, who);
    const tool = await findTool(deps.db, who.workspaceId, view.private_metadata);
    const named = tool.subject === 'organisation' ? peopleIn(view, words) : { people: [] };
    const read = readAnswers(tool.fields, view.state.values, words.formFields);
    if ('errors' in named || 'errors' in read) {
      const errors = { ...('errors' in named ? named.errors : {}), ...('errors' in read ? read.errors : {}) };
      return ack({ response_action: 'errors', errors });
    }
    await meetMentioned(
      deps,
      who.workspaceId,
      named.people.filter((one) => !one.includes('@')),
    );
    const boxes = fieldOf(view, SIGNED).selected_options ?? [];
    const signUp = await askForTool(deps, {
      workspaceId: who.workspaceId,
      actorId: who.memberId,
      toolId: tool.id,
      answers: read.answers,
      people: named.people,
      // Another version than the one that was read is not signed.
      isAgreementSigned: boxes.some(({ value }) => value === signedValue(tool)),
    });
    const { signUps } = words;
    const number = `*S${signUp.id}*`;
    const said = signUp.memberId === who.memberId ? signUps.asked(number) : signUps.askedBefore(number);
    const standing = await followIfTheirs(deps, { workspaceId: who.workspaceId, signUpId: signUp.id, actorId: who.memberId });
    await ack({ response_action: 'update', view: standing ? signUpPage(standing, words, said) : doneForm(said, words) });
  });

  registerForm(app, deps, ANSWER_FORM, async (own, view, words) => {
    const text = fromInput(fieldOf(view, TEXT).value ?? '').trim();
    if (text === '') return { errors: { [TEXT.blockId]: words.refusals.writeFirst } };
    await answerQuestion(deps, own, text);
    return { said: words.signUps.answerTaken(`*S${own.signUpId}*`) };
  });

  registerForm(app, deps, PEOPLE_FORM, async (own, view, words) => {
    await requireRight(deps.db, 'change a sign-up', own);
    const named = peopleIn(view, words);
    if ('errors' in named) return named;
    await meetMentioned(
      deps,
      own.workspaceId,
      named.people.filter((one) => !one.includes('@')),
    );
    const { added, removed } = await changePeople(deps, own, named.people);
    return { said: words.signUps.peopleDone(added, removed) };
  });

  registerForm(app, deps, SIGN_FORM, async (own, view, words) => {
    const { tool } = await followOwn(deps, own);
    const boxes = fieldOf(view, SIGNED).selected_options ?? [];
    if (!boxes.some(({ value }) => value === signedValue(tool))) return { errors: { [SIGNED.blockId]: words.signUps.signFirst } };
    await signAgreement(deps, own);
    return { said: words.signUps.signDone };
  });

  registerForm(app, deps, PROBLEM_FORM, async (own, view, words) => {
    const text = fromInput(fieldOf(view, TEXT).value ?? '').trim();
    if (text === '') return { errors: { [TEXT.blockId]: words.refusals.writeFirst } };
    const ticketId = await reportProblem(deps, own, { formId: view.id, text, via: 'command' });
    return { said: words.signUps.problemDone(`*#${ticketId}*`) };
  });
}

type Sent = { said: string } | { errors: Record<string, string> };

/** A form about one sign-up: it turns into what was done and how the sign-up stands then. */
function registerForm(
  app: App,
  deps: SlackDeps,
  callbackId: string,
  rule: (own: SignUpAction, view: View, words: Words) => Promise<Sent>,
): void {
  app.view(callbackId, async ({ ack, view, body, context }) => {
    const own = { workspaceId: workspaceOf(context), signUpId: signUpNumberIn(view.private_metadata), actorId: body.user.id };
    const words = await wordsFor(deps.db, own.workspaceId, own.actorId);
    const sent = await rule(own, view, words);
    if ('errors' in sent) return ack({ response_action: 'errors', errors: sent.errors });
    const standing = await followIfTheirs(deps, own);
    const next = standing ? signUpPage(standing, words, sent.said) : doneForm(sent.said, words);
    await ack({ response_action: 'update', view: next });
  });
}

/** How it stands, or nothing for who has to do with it no more: they took themselves off its list, say. */
function followIfTheirs(deps: SlackDeps, action: SignUpAction): Promise<Standing | null> {
  return follow(deps, action).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
}
