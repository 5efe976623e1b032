// A process of its own that holds a data folder's server as the bot does, until it is killed.
import { startEmbeddedServer } from '#prisma/embedded.ts';
import { refuseSecondBot } from '#prisma/second-bot.ts';

const server = await startEmbeddedServer({ dataFolder: process.argv[2] ?? '', settings: { fsync: 'off' } });
await refuseSecondBot(server.connection);
process.stdout.write(JSON.stringify({ adopted: server.adopted }));
setInterval(() => undefined, 1_000);
