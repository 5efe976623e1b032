-- CreateTable
CREATE TABLE "workspace" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "bot_user_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "encrypted_token" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "language" TEXT NOT NULL DEFAULT 'en',
    "digest_channel_id" TEXT,
    "next_ticket_id" INTEGER NOT NULL DEFAULT 1,
    "set_up_at" TIMESTAMPTZ(3),

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "desk" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "triage_channel_id" TEXT NOT NULL,
    "schedule" JSONB NOT NULL,
    "topics" TEXT[],
    "acknowledgement" TEXT NOT NULL DEFAULT 'message',

    CONSTRAINT "desk_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "help_channel" (
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "desk_id" TEXT NOT NULL,

    CONSTRAINT "help_channel_pkey" PRIMARY KEY ("workspace_id","channel_id")
);

-- CreateTable
CREATE TABLE "desk_staff" (
    "workspace_id" TEXT NOT NULL,
    "desk_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'staff',
    "is_present" BOOLEAN NOT NULL DEFAULT false,
    "presence_ts" TEXT,

    CONSTRAINT "desk_staff_pkey" PRIMARY KEY ("workspace_id","desk_id","member_id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "member" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'member',
    "is_admin" BOOLEAN NOT NULL DEFAULT false,
    "organisation_id" TEXT,
    "language" TEXT,
    "time_zone" TEXT,
    "dm_channel_id" TEXT,
    "deactivated_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "workspace_id" TEXT NOT NULL,
    "id" INTEGER NOT NULL,
    "desk_id" TEXT NOT NULL,
    "requester_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "ts" TEXT NOT NULL,
    "thread_ts" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "waiting_on" TEXT,
    "waiting_for" TEXT,
    "follow_up_at" TIMESTAMPTZ(3),
    "owner_id" TEXT,
    "topic" TEXT,
    "suggested_topic" TEXT,
    "outcome" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "last_joined_ts" TEXT NOT NULL,
    "first_reply_at" TIMESTAMPTZ(3),
    "first_reply_by" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "merged_into_id" INTEGER,
    "linked_to_id" INTEGER,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "channel_message" (
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "ts" TEXT NOT NULL,
    "thread_ts" TEXT,
    "author_id" TEXT,
    "standing" TEXT NOT NULL,
    "reason" TEXT,
    "ticket_id" INTEGER,
    "text" TEXT,
    "files" JSONB,
    "edited_ts" TEXT,
    "deleted_at" TIMESTAMPTZ(3),
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_message_pkey" PRIMARY KEY ("workspace_id","channel_id","ts")
);

-- CreateTable
CREATE TABLE "ticket_event" (
    "workspace_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "desk_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "calendar_seconds" INTEGER NOT NULL,
    "business_seconds" INTEGER NOT NULL,
    "since_opened_calendar_seconds" INTEGER NOT NULL,
    "since_opened_business_seconds" INTEGER NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "ticket_event_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "inbox_event" (
    "workspace_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "body" JSONB,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("workspace_id","event_id")
);

-- CreateTable
CREATE TABLE "handled_request" (
    "workspace_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "handled_request_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateTable
CREATE TABLE "owned_message" (
    "workspace_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "ts" TEXT,
    "hash" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attempted_at" TIMESTAMPTZ(3),
    "slot_at" TIMESTAMPTZ(3),

    CONSTRAINT "owned_message_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateTable
CREATE TABLE "said_message" (
    "workspace_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "thread_ts" TEXT,
    "under_key" TEXT,
    "content" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attempted_at" TIMESTAMPTZ(3),
    "slot_at" TIMESTAMPTZ(3),
    "ts" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "parked_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "announced_at" TIMESTAMPTZ(3),

    CONSTRAINT "said_message_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "channel_pace" (
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_pace_pkey" PRIMARY KEY ("workspace_id","channel_id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "workspace_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("workspace_id","method")
);

-- CreateTable
CREATE TABLE "parked_job" (
    "workspace_id" TEXT NOT NULL,
    "job_id" BIGINT NOT NULL,
    "task" TEXT NOT NULL,
    "parked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "parked_job_pkey" PRIMARY KEY ("workspace_id","job_id")
);

-- CreateTable
CREATE TABLE "digest_week" (
    "workspace_id" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "channel_id" TEXT NOT NULL,
    "figures" JSONB NOT NULL,
    "frozen_at" TIMESTAMPTZ(3) NOT NULL,
    "chart_file_id" TEXT,
    "charted_at" TIMESTAMPTZ(3),

    CONSTRAINT "digest_week_pkey" PRIMARY KEY ("workspace_id","week")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "workspace_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "actor_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "desk_workspace_id_triage_channel_id_key" ON "desk"("workspace_id", "triage_channel_id");

-- CreateIndex
CREATE INDEX "help_channel_workspace_id_desk_id_idx" ON "help_channel"("workspace_id", "desk_id");

-- CreateIndex
CREATE INDEX "desk_staff_workspace_id_member_id_idx" ON "desk_staff"("workspace_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_workspace_id_domain_key" ON "organisation"("workspace_id", "domain");

-- CreateIndex
CREATE INDEX "member_workspace_id_organisation_id_idx" ON "member"("workspace_id", "organisation_id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_state_id_idx" ON "ticket"("workspace_id", "state", "id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_requester_id_id_idx" ON "ticket"("workspace_id", "requester_id", "id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_desk_id_resolved_at_idx" ON "ticket"("workspace_id", "desk_id", "resolved_at");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_channel_id_thread_ts_id_idx" ON "ticket"("workspace_id", "channel_id", "thread_ts", "id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_channel_id_last_joined_ts_idx" ON "ticket"("workspace_id", "channel_id", "last_joined_ts");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_workspace_id_channel_id_ts_key" ON "ticket"("workspace_id", "channel_id", "ts");

-- CreateIndex
CREATE INDEX "channel_message_workspace_id_channel_id_thread_ts_idx" ON "channel_message"("workspace_id", "channel_id", "thread_ts");

-- CreateIndex
CREATE INDEX "channel_message_workspace_id_ticket_id_ts_idx" ON "channel_message"("workspace_id", "ticket_id", "ts");

-- CreateIndex
CREATE INDEX "ticket_event_workspace_id_ticket_id_id_idx" ON "ticket_event"("workspace_id", "ticket_id", "id");

-- CreateIndex
CREATE INDEX "ticket_event_workspace_id_kind_at_idx" ON "ticket_event"("workspace_id", "kind", "at");

-- CreateIndex
CREATE INDEX "inbox_event_processed_at_idx" ON "inbox_event"("processed_at");

-- CreateIndex
CREATE INDEX "handled_request_received_at_idx" ON "handled_request"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "owned_message_workspace_id_channel_id_ts_key" ON "owned_message"("workspace_id", "channel_id", "ts");

-- CreateIndex
CREATE INDEX "said_message_workspace_id_channel_id_sent_at_id_idx" ON "said_message"("workspace_id", "channel_id", "sent_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "said_message_workspace_id_key_key" ON "said_message"("workspace_id", "key");

-- CreateIndex
CREATE INDEX "digest_week_workspace_id_starts_at_idx" ON "digest_week"("workspace_id", "starts_at");

-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_at_idx" ON "audit_entry"("workspace_id", "at");
