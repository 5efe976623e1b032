import { randomUUID } from 'node:crypto';
import type { AllMiddlewareArgs, AnyMiddlewareArgs, Context } from '@slack/bolt';
import type { Deps } from './deps.ts';
import { UserError } from './errors.ts';
import { isThird } from './slack/forms.ts';
import { isBusy } from './slack/limits.ts';
import { type Words, wordsFor, wordsIn } from './words/words.ts';

type Args = AnyMiddlewareArgs & AllMiddlewareArgs;

/** Marks what runs from the inbox: there, failing is the job's business (see bot/app.ts). */
export const FROM_INBOX = 'isFromInbox';

/** Runs around every listener: whatever it throws becomes one honest message to the person. */
export function answerProblems({ db, log }: Pick<Deps, 'db' | 'log'>) {
  return async (args: Args): Promise<void> => {
    try {
      await args.next();
    } catch (error) {
      const expected = error instanceof UserError;
      // The job is tried again; the member hears of it only when it is given up.
      if (args.context[FROM_INBOX] && !expected) throw error;
      const reference = randomUUID().slice(0, 8);
      const isOfSlack = isBusy(error);
      if (expected) log.info({ code: error.code, user: args.context.userId }, 'refused');
      else if (isOfSlack) log.warn({ err: error, reference, type: args.body.type }, 'Slack was too busy for a listener');
      else log.error({ err: error, reference, type: args.body.type }, 'a listener failed');
      const words = await wordsOf(db, args.context);
      const { broken, slackIsBusy } = words.refusals;
      const sentence = expected ? error.in(words) : isOfSlack ? slackIsBusy : broken(reference);
      await tell(args, sentence, words).catch((err: unknown) => log.error({ err, reference }, 'could not tell the person'));
    }
  };
}

/** The person's own language; with the store down, English. */
async function wordsOf(db: Deps['db'], { teamId, userId }: Context): Promise<Words> {
  if (!teamId || !userId) return wordsIn('en');
  return wordsFor(db, teamId, userId).catch(() => wordsIn('en'));
}

/** Says a sentence to the person where they are: on top of the open form (which keeps what they typed), or for their eyes only. */
async function tell(args: Args, sentence: string, words: Words): Promise<void> {
  const body = args.body as unknown as Record<string, unknown>;
  const ack = 'ack' in args ? (args.ack as unknown as (answer?: unknown) => Promise<void>) : undefined;
  const field = body.type === 'view_submission' && isThird(body.view) ? firstInput(body.view) : undefined;
  if (field !== undefined) {
    await ack?.({ response_action: 'errors', errors: { [field]: sentence } });
  } else if (body.type === 'view_submission') {
    await ack?.({ response_action: isThird(body.view) ? 'update' : 'push', view: problemModal(sentence, words) });
  } else if ('command' in args) {
    const answer = { response_type: 'ephemeral' as const, text: sentence };
    // A command that has been acknowledged already (with a form, say) is answered beside it.
    await ack?.(answer).catch(() => args.respond(answer));
  } else if ('respond' in args && typeof body.response_url === 'string') {
    await ack?.();
    await args.respond({ response_type: 'ephemeral', replace_original: false, text: sentence });
  } else if (typeof body.trigger_id === 'string') {
    await ack?.();
    const view = body.view as { type?: unknown; id?: string } | undefined;
    const isInModal = view?.type === 'modal';
    // On the third form nothing can be put, so the problem is said in it.
    if (isInModal && isThird(view)) {
      await args.client.views.update({ view_id: view.id ?? '', view: problemModal(sentence, words) });
      return;
    }
    const open = isInModal ? args.client.views.push : args.client.views.open;
    await open({ trigger_id: body.trigger_id, view: problemModal(sentence, words) });
  }
}

function firstInput(view: unknown): string | undefined {
  const { blocks } = (view ?? {}) as { blocks?: { type?: unknown; block_id?: string }[] };
  return blocks?.find(({ type }) => type === 'input')?.block_id;
}

function problemModal(sentence: string, { refusals }: Words) {
  return {
    type: 'modal' as const,
    title: { type: 'plain_text' as const, text: refusals.brokenTitle },
    close: { type: 'plain_text' as const, text: refusals.back },
    blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: sentence } }],
  };
}
