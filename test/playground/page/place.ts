// Where one is, as the address of the page says it, and where links to messages lead.
import type { Place } from './client.ts';

/** The place that `#as=U1&channel=C1&thread=…` names; what it leaves out is empty. */
export function placeIn(hash: string): Place {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const isHome = said.get('view') === 'home';
  return {
    as: said.get('as') ?? '',
    channel: isHome ? '' : (said.get('channel') ?? ''),
    threadTs: isHome ? '' : (said.get('thread') ?? ''),
    isHome,
  };
}

export function hashOf(place: Place): string {
  const said = new URLSearchParams({ as: place.as });
  if (place.isHome) said.set('view', 'home');
  else if (place.channel) said.set('channel', place.channel);
  if (place.threadTs && !place.isHome) said.set('thread', place.threadTs);
  return `#${said}`;
}

/** The message a Slack address leads to; undefined when it leads to none. */
export function messageAt(address: string): { channel: string; ts: string; threadTs: string } | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const [, channel, seconds, micros] = /^\/archives\/(\w+)\/p(\d{10})(\d{6})$/.exec(url.pathname) ?? [];
  if (!url.hostname.endsWith('.slack.com') || !channel) return undefined;
  const ts = `${seconds}.${micros}`;
  const root = url.searchParams.get('thread_ts') ?? '';
  return { channel, ts, threadTs: /^\d{10}\.\d{6}$/.test(root) ? root : '' };
}

/** The address of a message, as Slack gives it. */
export function addressOf(domain: string, channel: string, ts: string, rootTs: string | undefined): string {
  const inThread = rootTs !== undefined && rootTs !== ts ? `?thread_ts=${rootTs}&cid=${channel}` : '';
  return `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}${inThread}`;
}
