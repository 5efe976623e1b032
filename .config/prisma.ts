// Prisma's command line looks for a native schema engine that this project does not use; any executable will do.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default { schema: '../prisma/schema.prisma', migrations: { path: '../prisma/migrations' } };
