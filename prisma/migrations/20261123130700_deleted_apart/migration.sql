-- DropIndex
DROP INDEX "Sample_datasetId_id_deletedAt_idx";

-- CreateIndex
CREATE INDEX "Sample_datasetId_deletedAt_id_idx" ON "Sample"("datasetId", "deletedAt", "id");
