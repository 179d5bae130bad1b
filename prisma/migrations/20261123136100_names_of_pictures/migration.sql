-- DropIndex
DROP INDEX "SampleOrigin_name_idx";

-- Names of pictures are found by any part of them. A sample of a picture carries its first name; the names of its copies
-- stand with their origins, among those that a row of a table has, which no one looks for.
CREATE INDEX "Sample_preview_idx" ON "Sample" USING GIN ("preview" gin_trgm_ops) WHERE "width" IS NOT NULL;
CREATE INDEX "SampleOrigin_name_idx" ON "SampleOrigin" USING GIN ("name" gin_trgm_ops) WHERE "name" !~ '^row [0-9]+$';

-- DropIndex
DROP INDEX "MetadataValue_fieldId_text_idx";

-- DropIndex
DROP INDEX "MetadataValue_fieldId_number_idx";

-- A value is looked for as a number or date, or as a text: each stands in the index that serves it, and in no other.
CREATE INDEX "MetadataValue_fieldId_text_idx" ON "MetadataValue"("fieldId", "text") WHERE "number" IS NULL;
CREATE INDEX "MetadataValue_fieldId_number_idx" ON "MetadataValue"("fieldId", "number") WHERE "number" IS NOT NULL;
