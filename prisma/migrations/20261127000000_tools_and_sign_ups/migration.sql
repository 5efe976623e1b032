-- AlterTable
ALTER TABLE "member" ADD COLUMN     "away_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "sign_up_id" INTEGER,
ADD COLUMN     "tool_id" TEXT;

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "next_sign_up_id" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "tool" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "for_whom" TEXT,
    "cost" TEXT,
    "category" TEXT,
    "desk_id" TEXT NOT NULL,
    "channel_id" TEXT,
    "owner_id" TEXT,
    "stand_in_id" TEXT,
    "subject" TEXT NOT NULL,
    "seats_by_person" BOOLEAN NOT NULL DEFAULT false,
    "seat_cap" INTEGER,
    "seat_cap_per_organisation" INTEGER,
    "few_seats" INTEGER,
    "few_seats_told_at" TIMESTAMPTZ(3),
    "term" TEXT NOT NULL DEFAULT 'none',
    "term_ends_on" DATE,
    "term_months" INTEGER,
    "renewal" TEXT NOT NULL DEFAULT 'press',
    "reminder_days" INTEGER[] DEFAULT ARRAY[30, 7, 1]::INTEGER[],
    "offer_hours" INTEGER NOT NULL DEFAULT 16,
    "stand_in_hours" INTEGER NOT NULL DEFAULT 16,
    "unused_days" INTEGER,
    "window_opens_at" TIMESTAMPTZ(3),
    "window_closes_at" TIMESTAMPTZ(3),
    "window_drawn_at" TIMESTAMPTZ(3),
    "eligibility" JSONB NOT NULL DEFAULT '{}',
    "agreement" JSONB,
    "fields" JSONB NOT NULL DEFAULT '[]',
    "stages" JSONB NOT NULL DEFAULT '[]',
    "checklist" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "welcome" TEXT,
    "links" JSONB NOT NULL DEFAULT '[]',
    "link_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "webhook_url" TEXT,
    "webhook_secret" TEXT,
    "reviewed_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "tool_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "sign_up" (
    "workspace_id" TEXT NOT NULL,
    "id" INTEGER NOT NULL,
    "tool_id" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "open_key" TEXT,
    "organisation_id" TEXT,
    "member_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "stage" INTEGER NOT NULL DEFAULT 0,
    "round" INTEGER NOT NULL DEFAULT 1,
    "seats" INTEGER NOT NULL DEFAULT 1,
    "answers" JSONB NOT NULL DEFAULT '{}',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "question_at" TIMESTAMPTZ(3),
    "noticed_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" TEXT,
    "decline_reason" TEXT,
    "decline_text" TEXT,
    "offer_ends_at" TIMESTAMPTZ(3),
    "offers_lapsed" INTEGER NOT NULL DEFAULT 0,
    "provisioner_id" TEXT,
    "ticks" JSONB NOT NULL DEFAULT '[]',
    "expected_on" DATE,
    "link" TEXT,
    "webhook_state" TEXT,
    "webhook_problem" TEXT,
    "ready_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "renewal_answer" TEXT,
    "suspended_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "cleared_at" TIMESTAMPTZ(3),
    "last_used_on" DATE,
    "asked_if_needed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_up_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "sign_up_person" (
    "workspace_id" TEXT NOT NULL,
    "sign_up_id" INTEGER NOT NULL,
    "who" TEXT NOT NULL,
    "added_by_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_on" DATE,

    CONSTRAINT "sign_up_person_pkey" PRIMARY KEY ("workspace_id","sign_up_id","who")
);

-- CreateTable
CREATE TABLE "sign_up_approval" (
    "workspace_id" TEXT NOT NULL,
    "sign_up_id" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "stage" INTEGER NOT NULL,
    "approver_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "stand_in_for_id" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "decision" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_up_approval_pkey" PRIMARY KEY ("workspace_id","sign_up_id","round","stage","approver_id")
);

-- CreateTable
CREATE TABLE "sign_up_event" (
    "workspace_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "sign_up_id" INTEGER NOT NULL,
    "tool_id" TEXT NOT NULL,
    "organisation_id" TEXT,
    "kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "seats" INTEGER NOT NULL,
    "calendar_seconds" INTEGER NOT NULL,
    "business_seconds" INTEGER NOT NULL,
    "since_asked_calendar_seconds" INTEGER NOT NULL,
    "since_asked_business_seconds" INTEGER NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "sign_up_event_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "tool_agreement" (
    "workspace_id" TEXT NOT NULL,
    "tool_id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "signed_by_id" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tool_agreement_pkey" PRIMARY KEY ("workspace_id","tool_id","organisation_id","version")
);

-- CreateTable
CREATE TABLE "tool_draw" (
    "workspace_id" TEXT NOT NULL,
    "tool_id" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "drawn_at" TIMESTAMPTZ(3) NOT NULL,
    "seed" TEXT NOT NULL,
    "result" JSONB NOT NULL,

    CONSTRAINT "tool_draw_pkey" PRIMARY KEY ("workspace_id","tool_id","closed_at")
);

-- CreateTable
CREATE TABLE "tool_review" (
    "workspace_id" TEXT NOT NULL,
    "tool_id" TEXT NOT NULL,
    "started_on" DATE NOT NULL,
    "sign_up_id" INTEGER NOT NULL,
    "decision" TEXT,
    "decided_by_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "tool_review_pkey" PRIMARY KEY ("workspace_id","tool_id","started_on","sign_up_id")
);

-- CreateIndex
CREATE INDEX "tool_workspace_id_archived_at_category_name_idx" ON "tool"("workspace_id", "archived_at", "category", "name");

-- CreateIndex
CREATE INDEX "sign_up_workspace_id_tool_id_state_queued_at_id_idx" ON "sign_up"("workspace_id", "tool_id", "state", "queued_at", "id");

-- CreateIndex
CREATE INDEX "sign_up_workspace_id_organisation_id_state_idx" ON "sign_up"("workspace_id", "organisation_id", "state");

-- CreateIndex
CREATE INDEX "sign_up_workspace_id_member_id_state_idx" ON "sign_up"("workspace_id", "member_id", "state");

-- CreateIndex
CREATE INDEX "sign_up_workspace_id_state_ends_at_idx" ON "sign_up"("workspace_id", "state", "ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "sign_up_workspace_id_open_key_key" ON "sign_up"("workspace_id", "open_key");

-- CreateIndex
CREATE INDEX "sign_up_person_workspace_id_who_idx" ON "sign_up_person"("workspace_id", "who");

-- CreateIndex
CREATE INDEX "sign_up_approval_workspace_id_approver_id_decision_idx" ON "sign_up_approval"("workspace_id", "approver_id", "decision");

-- CreateIndex
CREATE INDEX "sign_up_event_workspace_id_sign_up_id_id_idx" ON "sign_up_event"("workspace_id", "sign_up_id", "id");

-- CreateIndex
CREATE INDEX "sign_up_event_workspace_id_kind_at_idx" ON "sign_up_event"("workspace_id", "kind", "at");

-- CreateIndex
CREATE INDEX "sign_up_event_workspace_id_tool_id_at_idx" ON "sign_up_event"("workspace_id", "tool_id", "at");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_tool_id_state_idx" ON "ticket"("workspace_id", "tool_id", "state");
