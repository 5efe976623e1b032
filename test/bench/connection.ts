import { connect, type Socket } from 'node:net';

export type Connection = {
  /** Sends one request and calls back with the answer's status; 0 when the connection broke. One at a time. */
  send: (request: Buffer, done: (status: number) => void) => void;
  close: () => void;
};

/** A keep-alive connection that reads no more of an answer than it must: a whole HTTP client would cost more than the server. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return overSocket(socket);
}

function overSocket(socket: Socket): Connection {
  let waiting: ((status: number) => void) | undefined;
  let received = '';
  const answer = (status: number) => {
    const done = waiting;
    waiting = undefined;
    received = '';
    done?.(status);
  };
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    if (isWhole(received)) answer(Number(received.slice(9, 12)));
  });
  socket.on('error', () => answer(0));
  socket.on('close', () => answer(0));
  return {
    send: (request, done) => {
      waiting = done;
      if (socket.destroyed) answer(0);
      else socket.write(request);
    },
    close: () => socket.destroy(),
  };
}

/** Whether an HTTP answer has arrived to its end, by its length or its last chunk. */
export function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  if (/\r\ntransfer-encoding: *chunked/i.test(answer.slice(0, head + 2))) return answer.endsWith('\r\n0\r\n\r\n');
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head + 2))?.[1] ?? '0';
  return answer.length >= head + 4 + Number(length);
}
