-- DropIndex
DROP INDEX "Sample_datasetId_id_idx";

-- CreateIndex
CREATE INDEX "Sample_datasetId_id_deletedAt_idx" ON "Sample"("datasetId", "id", "deletedAt");

-- Vectors do not compress, and reading a million of them from beside their rows costs a million look-ups: up to 8,160
-- bytes they stay inside the row.
ALTER TABLE "Embedding" ALTER COLUMN "vector" SET STORAGE EXTERNAL;
ALTER TABLE "Embedding" SET (toast_tuple_target = 8160);
