// A WebSocket as its server sees it (RFC 6455): text, pings and the closing handshake on an upgraded socket, no extensions.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CONTINUATION = 0x0;
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const NORMAL = 1000;
const PROTOCOL_ERROR = 1002;
/** How long the other end may take for its half of the goodbye. */
const GOODBYE_MS = 1000;

export type WebSocketEnd = {
  send: (text: string) => void;
  ping: () => void;
  /** Says goodbye and waits a second for the answer. */
  close: (code?: number) => void;
  /** No goodbye: the line is dead. */
  cut: () => void;
};

type Listeners = { text: (text: string) => void; closed: () => void };
type Frame = { isLast: boolean; opcode: number; isMasked: boolean; payload: Buffer; size: number };

/** Answers the upgrade; undefined (and a 400) when it is none to a WebSocket. */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, on: Listeners): WebSocketEnd | undefined {
  const key = request.headers['sec-websocket-key'];
  if (request.headers.upgrade?.toLowerCase() !== 'websocket' || key === undefined) {
    refuseUpgrade(socket, 400);
    return undefined;
  }
  const accept = createHash('sha1').update(`${key}${ACCEPT_SUFFIX}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  return speak(socket, head, on);
}

/** Answers an upgrade with nothing but a status. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function speak(socket: Duplex, head: Buffer, on: Listeners): WebSocketEnd {
  let unread = head;
  let parts: Buffer[] = [];
  let hasSaidGoodbye = false;
  const write = (opcode: number, payload: Buffer): void => {
    if (!socket.destroyed && socket.writable) socket.write(frameOf(opcode, payload));
  };
  const close = (code = NORMAL): void => {
    if (hasSaidGoodbye) return;
    hasSaidGoodbye = true;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    write(CLOSE, payload);
    setTimeout(() => socket.destroy(), GOODBYE_MS).unref();
  };
  const take = ({ opcode, payload, isLast }: Frame): void => {
    if (opcode === PING) write(PONG, payload);
    else if (opcode === CLOSE) {
      close(payload.length >= 2 ? payload.readUInt16BE() : NORMAL);
      socket.end();
    } else if (opcode === TEXT || opcode === CONTINUATION) {
      parts.push(payload);
      if (!isLast) return;
      const text = Buffer.concat(parts).toString();
      parts = [];
      on.text(text);
    }
  };
  const read = (chunk: Buffer): void => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    for (let frame = firstFrame(unread); frame; frame = firstFrame(unread)) {
      unread = unread.subarray(frame.size);
      // What comes from a client is always masked.
      if (frame.isMasked) take(frame);
      else close(PROTOCOL_ERROR);
    }
  };
  socket.on('data', read);
  socket.on('error', () => socket.destroy());
  socket.on('close', on.closed);
  if (head.length > 0) setImmediate(() => read(Buffer.alloc(0)));
  return {
    send: (text) => write(TEXT, Buffer.from(text)),
    ping: () => write(PING, Buffer.alloc(0)),
    close,
    cut: () => socket.destroy(),
  };
}

/** A whole message in one frame; a server does not mask. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const start = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  start[0] = 0x80 | opcode;
  if (length < 126) start[1] = length;
  else if (length < 65_536) {
    start[1] = 126;
    start.writeUInt16BE(length, 2);
  } else {
    start[1] = 127;
    start.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([start, payload]);
}

/** The first frame in these bytes, or undefined while it is not all there. */
function firstFrame(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthEnd = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < lengthEnd) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const isMasked = (second & 0x80) !== 0;
  const start = lengthEnd + (isMasked ? 4 : 0);
  if (bytes.length < start + length) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + length));
  if (isMasked) {
    const mask = bytes.subarray(lengthEnd, start);
    for (let index = 0; index < length; index += 1) payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  }
  return { isLast: (first & 0x80) !== 0, opcode: first & 0x0f, isMasked, payload, size: start + length };
}
