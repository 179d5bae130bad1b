-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "contentStamp" INTEGER NOT NULL DEFAULT 0;

-- Counts that are kept between requests follow the log of operations; what no operation tells is noted here: samples that
-- were deleted or brought back, and suggestions.
CREATE FUNCTION "note_content"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Dataset" SET "contentStamp" = "contentStamp" + 1 WHERE "id" IN (SELECT DISTINCT "datasetId" FROM changed);
  RETURN NULL;
END $$;
CREATE TRIGGER "Sample_note_content" AFTER UPDATE ON "Sample" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_content"();
CREATE TRIGGER "Suggestion_note_insert" AFTER INSERT ON "Suggestion" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_content"();
CREATE TRIGGER "Suggestion_note_update" AFTER UPDATE ON "Suggestion" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_content"();
CREATE TRIGGER "Suggestion_note_delete" AFTER DELETE ON "Suggestion" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "note_content"();
