import type { OutsideDeps } from '#bot/deps.ts';
import { secretsWith } from '#bot/secrets.ts';

/** As the bot in tests seals. */
const KEY = Buffer.alloc(32, 7);

/** What rules need that keep secrets or deal with other systems, beside a test's own `deps`. */
export function outside(realNow = () => new Date()): Pick<OutsideDeps, 'secrets' | 'webhookHosts' | 'realNow'> {
  return { secrets: secretsWith(KEY), webhookHosts: [], realNow };
}
