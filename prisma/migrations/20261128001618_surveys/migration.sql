-- CreateTable
CREATE TABLE "survey" (
    "workspace_id" TEXT NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "co_owner_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "survey_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "survey_version" (
    "workspace_id" TEXT NOT NULL,
    "survey_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "is_asked" BOOLEAN NOT NULL DEFAULT false,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "survey_version_pkey" PRIMARY KEY ("workspace_id","survey_id","version")
);

-- CreateTable
CREATE TABLE "survey_wave" (
    "workspace_id" TEXT NOT NULL,
    "id" SERIAL NOT NULL,
    "survey_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "asks_nps" BOOLEAN NOT NULL,
    "bands" TEXT[],
    "reader_ids" TEXT[],
    "smallest_group" INTEGER NOT NULL,
    "smallest_texts" INTEGER NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "opens_for_days" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "counted_at" TIMESTAMPTZ(3),
    "counts" INTEGER NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "invited" INTEGER NOT NULL DEFAULT 0,
    "skipped" JSONB NOT NULL DEFAULT '{}',
    "repeats" TEXT,
    "previous_wave_id" INTEGER,
    "has_mailbox" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "survey_wave_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "survey_invitation" (
    "workspace_id" TEXT NOT NULL,
    "wave_id" INTEGER NOT NULL,
    "member_id" TEXT NOT NULL,
    "organisation_id" TEXT,
    "band_one" TEXT,
    "band_two" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "due_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "reminders" INTEGER NOT NULL DEFAULT 0,
    "reminded_at" TIMESTAMPTZ(3),
    "has_answered" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "survey_invitation_pkey" PRIMARY KEY ("workspace_id","wave_id","member_id")
);

-- CreateTable
CREATE TABLE "survey_response" (
    "workspace_id" TEXT NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "wave_id" INTEGER NOT NULL,
    "answers" JSONB NOT NULL,
    "band_one" TEXT,
    "band_two" TEXT,
    "is_complete" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "survey_response_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "survey_author" (
    "workspace_id" TEXT NOT NULL,
    "wave_id" INTEGER NOT NULL,
    "member_id" TEXT NOT NULL,
    "response_id" UUID NOT NULL,
    "organisation_id" TEXT,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "survey_author_pkey" PRIMARY KEY ("workspace_id","wave_id","member_id")
);

-- CreateTable
CREATE TABLE "survey_sitting" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "started_on" DATE NOT NULL,

    CONSTRAINT "survey_sitting_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "survey_opt_out" (
    "workspace_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "survey_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "survey_opt_out_pkey" PRIMARY KEY ("workspace_id","member_id","survey_id")
);

-- CreateTable
CREATE TABLE "survey_event" (
    "workspace_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "survey_id" INTEGER NOT NULL,
    "wave_id" INTEGER,
    "kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "survey_event_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "survey_theme" (
    "workspace_id" TEXT NOT NULL,
    "wave_id" INTEGER NOT NULL,
    "response_id" UUID NOT NULL,
    "question_id" TEXT NOT NULL,
    "theme" TEXT NOT NULL,
    "tagged_by_id" TEXT NOT NULL,

    CONSTRAINT "survey_theme_pkey" PRIMARY KEY ("workspace_id","wave_id","response_id","question_id","theme")
);

-- CreateTable
CREATE TABLE "survey_action" (
    "workspace_id" TEXT NOT NULL,
    "id" SERIAL NOT NULL,
    "wave_id" INTEGER NOT NULL,
    "said" TEXT NOT NULL,
    "doing" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_by_id" TEXT,
    "done_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "survey_action_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "survey_letter" (
    "workspace_id" TEXT NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "wave_id" INTEGER NOT NULL,
    "code_hash" TEXT NOT NULL,
    "written_on" DATE NOT NULL,
    "is_our_turn" BOOLEAN NOT NULL DEFAULT true,
    "ended_on" DATE,

    CONSTRAINT "survey_letter_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "survey_letter_text" (
    "workspace_id" TEXT NOT NULL,
    "letter_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "staff_id" TEXT,
    "text" TEXT NOT NULL,
    "written_on" DATE NOT NULL,

    CONSTRAINT "survey_letter_text_pkey" PRIMARY KEY ("workspace_id","letter_id","position")
);

-- CreateIndex
CREATE INDEX "survey_wave_workspace_id_survey_id_id_idx" ON "survey_wave"("workspace_id", "survey_id", "id");

-- CreateIndex
CREATE INDEX "survey_wave_workspace_id_state_idx" ON "survey_wave"("workspace_id", "state");

-- CreateIndex
CREATE INDEX "survey_invitation_workspace_id_wave_id_state_due_at_idx" ON "survey_invitation"("workspace_id", "wave_id", "state", "due_at");

-- CreateIndex
CREATE INDEX "survey_invitation_workspace_id_member_id_asked_at_idx" ON "survey_invitation"("workspace_id", "member_id", "asked_at");

-- CreateIndex
CREATE INDEX "survey_response_workspace_id_wave_id_idx" ON "survey_response"("workspace_id", "wave_id");

-- CreateIndex
CREATE UNIQUE INDEX "survey_author_workspace_id_response_id_key" ON "survey_author"("workspace_id", "response_id");

-- CreateIndex
CREATE INDEX "survey_sitting_started_on_idx" ON "survey_sitting"("started_on");

-- CreateIndex
CREATE INDEX "survey_event_workspace_id_survey_id_id_idx" ON "survey_event"("workspace_id", "survey_id", "id");

-- CreateIndex
CREATE INDEX "survey_action_workspace_id_wave_id_idx" ON "survey_action"("workspace_id", "wave_id");

-- CreateIndex
CREATE INDEX "survey_letter_workspace_id_wave_id_idx" ON "survey_letter"("workspace_id", "wave_id");

-- CreateIndex
CREATE UNIQUE INDEX "survey_letter_workspace_id_code_hash_key" ON "survey_letter"("workspace_id", "code_hash");

-- Nobody is the author of an anonymous answer: the database itself refuses to know.
CREATE FUNCTION refuse_author_of_anonymous() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM survey_wave wave WHERE wave.workspace_id = NEW.workspace_id AND wave.id = NEW.wave_id AND wave.level = 'anonymous') THEN
    RAISE EXCEPTION 'an anonymous answer has no author';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_author_of_anonymous BEFORE INSERT OR UPDATE ON survey_author
  FOR EACH ROW EXECUTE FUNCTION refuse_author_of_anonymous();
-- What was promised when a wave went out is kept: its level never changes after that, and nobody reads it who was not named.
CREATE FUNCTION refuse_change_of_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.opened_at IS NOT NULL AND (NEW.level <> OLD.level OR NOT NEW.reader_ids <@ OLD.reader_ids OR NEW.bands <> OLD.bands) THEN
    RAISE EXCEPTION 'what was promised when a wave went out is kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_change_of_level BEFORE UPDATE ON survey_wave
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_level();
