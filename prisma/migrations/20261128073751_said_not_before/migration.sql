-- AlterTable
ALTER TABLE "said_message" ADD COLUMN     "not_before" TIMESTAMPTZ(3);
