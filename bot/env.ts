// The one reader of the environment. Messages name the key and what to do, never the value: it may be a secret.
import { z } from 'zod';

const ROLES = ['web', 'worker'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const StoreEnv = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host/database' }).optional(),
  DATA_FOLDER: z.string().default('.data'),
});

const Env = StoreEnv.extend({
  SLACK_BOT_TOKEN: z
    .string('is missing: copy it from "OAuth & Permissions" in the app\'s settings')
    .startsWith('xoxb-', 'must be a bot token, which starts with xoxb-'),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, which starts with xapp-').optional(),
  SLACK_API_URL: z.url({ protocol: /^https?$/, error: 'must be a URL such as https://slack.com/api/' }).optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be at most 65535')
    .default(3000),
  ENCRYPTION_KEY: z.string().transform(keyBytes).optional(),
  WEBHOOK_HOSTS: z.string().default('').transform(hostList),
  ROLES: z.string().default(ROLES.join(',')).transform(roleList),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

/** What `npm start` reads. */
export type Env = z.infer<typeof Env>;
/** What the command-line tools read that only need the store. */
export type StoreEnv = z.infer<typeof StoreEnv>;
type Role = (typeof ROLES)[number];

/** Every key the bot reads, as `.env.example` lists them. */
export const ENV_KEYS = Object.keys(Env.shape);

/** Reads the environment of `npm start` once, or throws an error with every problem on its own line. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const set = withoutEmpty(source);
  const parsed = Env.safeParse(set);
  const problems = [...linesOf(parsed.error), ...linesAboutTogether(set)];
  if (parsed.success && problems.length === 0) return parsed.data;
  const hint =
    set.SLACK_BOT_TOKEN || set.SLACK_APP_TOKEN ? [] : ['No Slack app yet? `npm run demo` shows everything without one.'];
  throw new Error(['Check your environment:', ...problems, ...hint].join('\n'));
}

/** Reads where the data is, for tools that need no Slack. */
export function readStoreEnv(source: NodeJS.ProcessEnv = process.env): StoreEnv {
  const parsed = StoreEnv.safeParse(withoutEmpty(source));
  if (parsed.success) return parsed.data;
  throw new Error(['Check your environment:', ...linesOf(parsed.error)].join('\n'));
}

function linesOf(error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map(({ path, message }) => `- ${path.join('.')} ${message}`);
}

/** What no key can be blamed for alone. */
function linesAboutTogether(set: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  const ways = ['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'].filter((key) => set[key] !== undefined);
  if (ways.length === 0)
    problems.push('- SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode) is missing: set one of them');
  if (ways.length === 2)
    problems.push('- SLACK_SIGNING_SECRET (for HTTP) and SLACK_APP_TOKEN (for Socket Mode) are both set: remove one of them');
  if (set.DATABASE_URL !== undefined && set.ENCRYPTION_KEY === undefined) {
    problems.push('- ENCRYPTION_KEY is missing: DATABASE_URL needs one, make it with `openssl rand -hex 32` and keep it');
  }
  return problems;
}

/** `KEY=` in an .env file means the key is not set. */
function withoutEmpty(source: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''));
}

function keyBytes(text: string, context: z.core.$RefinementCtx): Buffer {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  context.addIssue('must be 32 bytes, as 64 hex digits or base64: make one with `openssl rand -hex 32`');
  return z.NEVER;
}

function roleList(text: string, context: z.core.$RefinementCtx): Role[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const roles = ROLES.filter((role) => names.includes(role));
  if (roles.length > 0 && names.every((name) => ROLES.some((role) => role === name))) return roles;
  context.addIssue(`must be a list of ${ROLES.join(' and ')}, such as ${ROLES.join(',')}`);
  return z.NEVER;
}

/** Hosts as `hooks.example.org`, `hooks.example.org:8443`, `10.0.0.5` or `[::1]:8080`, in the spelling that URLs get. */
function hostList(text: string, context: z.core.$RefinementCtx): string[] {
  const hosts = text
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  const isHost = (host: string) => /^[^/@?#\\\s]+$/.test(host) && URL.canParse(`https://${host}/`);
  if (hosts.every(isHost)) return hosts.map((host) => new URL(`https://${host}/`).host);
  context.addIssue('must be a list of hosts, such as hooks.example.org,10.0.0.5:8443');
  return z.NEVER;
}
