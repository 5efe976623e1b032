import { describe, expect, it } from 'vitest';
import { addressOf, hashOf, messageAt, placeIn } from '../page/place.ts';

describe('the place in the address of the page', () => {
  it('is read back as it was written', () => {
    const inThread = { as: 'UANA', channel: 'C1', threadTs: '1700000000.000100', isHome: false };
    const atHome = { as: 'UANA', channel: '', threadTs: '', isHome: true };

    expect(placeIn(hashOf(inThread))).toEqual(inThread);
    expect(placeIn(hashOf(atHome))).toEqual(atHome);
  });

  it('is nowhere when the address says nothing', () => {
    expect(placeIn('')).toEqual({ as: '', channel: '', threadTs: '', isHome: false });
  });
});

describe('a link to a message', () => {
  it('leads to the message, and into its thread when it is a reply', () => {
    expect(messageAt('https://riverbend.slack.com/archives/C1/p1700000000000100')).toEqual({
      channel: 'C1',
      ts: '1700000000.000100',
      threadTs: '',
    });
    expect(messageAt('https://x.slack.com/archives/C1/p1700000000000200?thread_ts=1700000000.000100&cid=C1')).toMatchObject({
      ts: '1700000000.000200',
      threadTs: '1700000000.000100',
    });
  });

  it('is none on another site, without a message or with a broken time', () => {
    expect(messageAt('https://slack.com.example.org/archives/C1/p1700000000000100')).toBeUndefined();
    expect(messageAt('https://x.slack.com/archives/C1')).toBeUndefined();
    expect(messageAt('https://x.slack.com/archives/C1/p17')).toBeUndefined();
    expect(messageAt('not an address')).toBeUndefined();
  });

  it('is read back from the one that is copied', () => {
    const address = addressOf('riverbend', 'C1', '1700000000.000200', '1700000000.000100');

    expect(messageAt(address)).toEqual({ channel: 'C1', ts: '1700000000.000200', threadTs: '1700000000.000100' });
    expect(messageAt(addressOf('riverbend', 'C1', '1700000000.000100', undefined))).toMatchObject({ threadTs: '' });
  });
});
