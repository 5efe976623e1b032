import type { Words } from '../words.ts';
import { handling } from './handling.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { knownProblems } from './known-problems.ts';
import { privacy } from './privacy.ts';
import { ratings } from './ratings.ts';
import { refusals } from './refusals.ts';
import { requests } from './requests.ts';
import { waiting } from './waiting.ts';
import { waysIn } from './ways-in.ts';

/** What members read in Spanish, as one speaks to a member: de tú, kind and short. */
export const spanish: Words = { handling, help, home, knownProblems, privacy, ratings, refusals, requests, waiting, waysIn };
