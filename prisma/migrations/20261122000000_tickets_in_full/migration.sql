-- Accents and likeness; both are trusted extensions, which a database's owner may create.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- AlterTable
ALTER TABLE "desk" ADD COLUMN     "readers" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "member" ADD COLUMN     "belongs_by" TEXT,
ADD COLUMN     "email" TEXT,
ADD COLUMN     "home_hash" TEXT,
ADD COLUMN     "home_opened_at" TIMESTAMPTZ(3),
ADD COLUMN     "language_asked_at" TIMESTAMPTZ(3),
ADD COLUMN     "language_by" TEXT,
ADD COLUMN     "role" TEXT,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "organisation" ADD COLUMN     "joined_on" DATE,
ADD COLUMN     "plan" TEXT,
ADD COLUMN     "region" TEXT,
ADD COLUMN     "size" INTEGER,
ADD COLUMN     "time_zone" TEXT;

-- AlterTable
ALTER TABLE "said_message" ADD COLUMN     "ticket_id" INTEGER,
ADD COLUMN     "withdrawn_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "answered_by_id" TEXT,
ADD COLUMN     "contact_by" TEXT,
ADD COLUMN     "is_private" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "logged_by_id" TEXT,
ADD COLUMN     "nudged_at" TIMESTAMPTZ(3),
ADD COLUMN     "part_of_id" INTEGER,
ADD COLUMN     "priority" TEXT NOT NULL DEFAULT 'normal',
ADD COLUMN     "problem" TEXT,
ADD COLUMN     "problem_since" TIMESTAMPTZ(3),
ADD COLUMN     "split_from_id" INTEGER,
ADD COLUMN     "talks_in_dm" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "via" TEXT NOT NULL DEFAULT 'message',
ADD COLUMN     "waiting_since" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "people_read_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "organisation_domain" (
    "workspace_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,

    CONSTRAINT "organisation_domain_pkey" PRIMARY KEY ("workspace_id","domain")
);

-- CreateTable
CREATE TABLE "organisation_contact" (
    "workspace_id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "organisation_contact_pkey" PRIMARY KEY ("workspace_id","organisation_id","role","email")
);

-- CreateTable
CREATE TABLE "ticket_link" (
    "workspace_id" TEXT NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,

    CONSTRAINT "ticket_link_pkey" PRIMARY KEY ("workspace_id","ticket_id","other_id")
);

-- CreateTable
CREATE TABLE "ticket_search" (
    "workspace_id" TEXT NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "desk_id" TEXT NOT NULL,
    "words" tsvector NOT NULL,
    "asked" TEXT NOT NULL,

    CONSTRAINT "ticket_search_pkey" PRIMARY KEY ("workspace_id","ticket_id")
);

-- CreateTable
CREATE TABLE "same_here" (
    "workspace_id" TEXT NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "member_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "same_here_pkey" PRIMARY KEY ("workspace_id","ticket_id","member_id")
);

-- CreateTable
CREATE TABLE "reply_draft" (
    "workspace_id" TEXT NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "member_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reply_draft_pkey" PRIMARY KEY ("workspace_id","ticket_id","member_id")
);

-- CreateTable
CREATE TABLE "saved_reply" (
    "workspace_id" TEXT NOT NULL,
    "desk_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "saved_reply_pkey" PRIMARY KEY ("workspace_id","desk_id","id")
);

-- CreateTable
CREATE TABLE "offer" (
    "workspace_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "ts" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "offered_by_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "offer_pkey" PRIMARY KEY ("workspace_id","channel_id","ts")
);

-- CreateTable
CREATE TABLE "rating" (
    "workspace_id" TEXT NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "member_id" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "score" INTEGER,
    "comment" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "call_by_id" TEXT,
    "call_taken_at" TIMESTAMPTZ(3),
    "called_at" TIMESTAMPTZ(3),

    CONSTRAINT "rating_pkey" PRIMARY KEY ("workspace_id","ticket_id")
);

-- CreateTable
CREATE TABLE "thanks" (
    "workspace_id" TEXT NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "member_id" TEXT NOT NULL,
    "thanked_at" TIMESTAMPTZ(3) NOT NULL,
    "may_be_public" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "thanks_pkey" PRIMARY KEY ("workspace_id","ticket_id")
);

-- CreateTable
CREATE TABLE "sweep" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "channels_left" INTEGER NOT NULL,
    "missed" INTEGER NOT NULL DEFAULT 0,
    "oldest_ts" TEXT,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "sweep_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "organisation_domain_workspace_id_organisation_id_idx" ON "organisation_domain"("workspace_id", "organisation_id");

-- CreateIndex
CREATE INDEX "organisation_contact_workspace_id_email_idx" ON "organisation_contact"("workspace_id", "email");

-- CreateIndex
CREATE INDEX "ticket_link_workspace_id_other_id_idx" ON "ticket_link"("workspace_id", "other_id");

-- CreateIndex
CREATE INDEX "ticket_search_words_idx" ON "ticket_search" USING GIN ("words");

-- CreateIndex
CREATE INDEX "rating_workspace_id_member_id_asked_at_idx" ON "rating"("workspace_id", "member_id", "asked_at");

-- CreateIndex
CREATE INDEX "member_workspace_id_email_idx" ON "member"("workspace_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_workspace_id_name_key" ON "organisation"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "said_message_workspace_id_ticket_id_idx" ON "said_message"("workspace_id", "ticket_id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_owner_id_state_id_idx" ON "ticket"("workspace_id", "owner_id", "state", "id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_part_of_id_idx" ON "ticket"("workspace_id", "part_of_id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_problem_since_idx" ON "ticket"("workspace_id", "problem_since");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_desk_id_state_priority_id_idx" ON "ticket"("workspace_id", "desk_id", "state", "priority", "id");

-- CreateIndex
CREATE INDEX "ticket_workspace_id_merged_into_id_idx" ON "ticket"("workspace_id", "merged_into_id");

-- CreateIndex
CREATE INDEX "channel_message_workspace_id_author_id_ts_idx" ON "channel_message"("workspace_id", "author_id", "ts");

-- A domain moves to its own table, since an organisation may have several.
INSERT INTO "organisation_domain" ("workspace_id", "domain", "organisation_id")
SELECT "workspace_id", lower("domain"), "id" FROM "organisation" WHERE "domain" IS NOT NULL
ON CONFLICT DO NOTHING;
DROP INDEX "organisation_workspace_id_domain_key";
ALTER TABLE "organisation" DROP COLUMN "domain";

-- What Slack's encoding shows a reader, without accents: labels of links stay, ids and markup go.
CREATE FUNCTION plain_words(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.unaccent('public.unaccent'::regdictionary, regexp_replace(left(coalesce(written, ''), 20000), '<[^<>|]*\|?([^<>]*)>', ' \1 ', 'g'))
$$;

-- Stemmed as English and as Spanish, so that nobody has to say in which language a request is.
CREATE FUNCTION search_words(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.english', plain) || to_tsvector('pg_catalog.spanish', plain)
$$;

-- The same for what somebody looks for.
CREATE FUNCTION search_query(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT websearch_to_tsquery('pg_catalog.english', public.unaccent('public.unaccent'::regdictionary, typed))
    || websearch_to_tsquery('pg_catalog.spanish', public.unaccent('public.unaccent'::regdictionary, typed))
$$;

-- What a ticket is found by is what is written under it now; nothing is found by the text of a private one.
CREATE FUNCTION refresh_ticket_search(workspace text, number integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ticket_search (workspace_id, ticket_id, desk_id, words, asked)
  SELECT ticket.workspace_id, ticket.id, ticket.desk_id,
    search_words(left(concat_ws(' ', CASE WHEN ticket.is_private THEN '' ELSE written.words END,
      plain_words(requester.display_name), plain_words(organisation.name)), 60000)),
    CASE WHEN ticket.is_private THEN '' ELSE left(coalesce(written.asked, ''), 500) END
  FROM ticket
  LEFT JOIN member requester ON requester.workspace_id = ticket.workspace_id AND requester.id = ticket.requester_id
  LEFT JOIN organisation ON organisation.workspace_id = requester.workspace_id AND organisation.id = requester.organisation_id
  LEFT JOIN LATERAL (
    SELECT string_agg(plain_words(message.text), ' ' ORDER BY message.ts) AS words,
      string_agg(plain_words(message.text), ' ' ORDER BY message.ts) FILTER (WHERE message.standing IN ('request', 'joined')) AS asked
    FROM channel_message message
    WHERE message.workspace_id = ticket.workspace_id AND message.ticket_id = ticket.id AND message.deleted_at IS NULL
  ) written ON true
  WHERE ticket.workspace_id = workspace AND ticket.id = number
  ON CONFLICT (workspace_id, ticket_id) DO UPDATE SET desk_id = excluded.desk_id, words = excluded.words, asked = excluded.asked
$$;

-- What is said in a thread is added to what is there, since long threads would otherwise be read again for each word in them;
-- a ticket with more words than anybody looks for keeps the first of them.
CREATE FUNCTION add_to_ticket_search(workspace text, number integer, written text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ticket_search found
  SET words = CASE WHEN length(found.words) < 5000 THEN found.words || search_words(plain_words(written)) ELSE found.words END
  FROM ticket
  WHERE found.workspace_id = workspace AND found.ticket_id = number
    AND ticket.workspace_id = workspace AND ticket.id = number AND NOT ticket.is_private;
  RETURN FOUND;
END
$$;

CREATE FUNCTION refresh_search_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ticket_id IS NOT NULL THEN
    IF TG_OP = 'UPDATE' OR NEW.standing IN ('request', 'joined') OR NEW.deleted_at IS NOT NULL
      OR NOT add_to_ticket_search(NEW.workspace_id, NEW.ticket_id, NEW.text) THEN
      PERFORM refresh_ticket_search(NEW.workspace_id, NEW.ticket_id);
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.ticket_id IS NOT NULL AND OLD.ticket_id IS DISTINCT FROM NEW.ticket_id THEN
    PERFORM refresh_ticket_search(OLD.workspace_id, OLD.ticket_id);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER refresh_search AFTER INSERT OR UPDATE OF text, ticket_id, standing, deleted_at ON channel_message
  FOR EACH ROW EXECUTE FUNCTION refresh_search_of_message();

CREATE FUNCTION refresh_search_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(NEW.workspace_id, NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER refresh_search AFTER UPDATE OF is_private, desk_id, requester_id ON ticket
  FOR EACH ROW EXECUTE FUNCTION refresh_search_of_ticket();

CREATE FUNCTION refresh_search_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(workspace_id, id) FROM ticket WHERE workspace_id = NEW.workspace_id AND requester_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER refresh_search AFTER UPDATE OF display_name, organisation_id ON member
  FOR EACH ROW WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name OR OLD.organisation_id IS DISTINCT FROM NEW.organisation_id)
  EXECUTE FUNCTION refresh_search_of_member();
CREATE TRIGGER refresh_search_of_new AFTER INSERT ON member FOR EACH ROW EXECUTE FUNCTION refresh_search_of_member();

-- Tickets that were there before can be found, too.
SELECT refresh_ticket_search(workspace_id, id) FROM ticket;
