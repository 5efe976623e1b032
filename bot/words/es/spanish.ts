import type { Words } from '../words.ts';
import { answering } from './answering.ts';
import { approvals } from './approvals.ts';
import { formFields } from './form-fields.ts';
import { handling } from './handling.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { knownProblems } from './known-problems.ts';
import { mailbox } from './mailbox.ts';
import { privacy } from './privacy.ts';
import { provisioning } from './provisioning.ts';
import { ratings } from './ratings.ts';
import { refusals } from './refusals.ts';
import { requests } from './requests.ts';
import { signUps } from './sign-ups.ts';
import { surveyCommand } from './survey-command.ts';
import { surveyNews } from './survey-news.ts';
import { terms } from './terms.ts';
import { tools } from './tools.ts';
import { waiting } from './waiting.ts';
import { waysIn } from './ways-in.ts';

/** What members read in Spanish, as one speaks to a member: de tú, kind and short. */
export const spanish: Words = {
  answering,
  approvals,
  formFields,
  handling,
  help,
  home,
  knownProblems,
  mailbox,
  privacy,
  provisioning,
  ratings,
  refusals,
  requests,
  signUps,
  surveyCommand,
  surveyNews,
  terms,
  tools,
  waiting,
  waysIn,
};
