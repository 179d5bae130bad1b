-- CreateEnum
CREATE TYPE "ModelSource" AS ENUM ('package', 'upload', 'url', 'vectors');

-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "modelId" UUID;

-- AlterTable
ALTER TABLE "EmbeddingModel" ADD COLUMN     "datasetId" UUID,
ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "source" "ModelSource" NOT NULL DEFAULT 'package';

-- AddForeignKey
ALTER TABLE "Dataset" ADD CONSTRAINT "Dataset_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "EmbeddingModel"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddingModel" ADD CONSTRAINT "EmbeddingModel_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;
